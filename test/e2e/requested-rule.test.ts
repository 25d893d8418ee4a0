import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import { extendedRequest } from '../authority/extended-request.ts';
import { Account, UNATTENDED } from './account.ts';

const STRICT = ['--requested-extensions', 'refuse', '--requested-names', 'cn'];
const VENDOR = ['1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:Machine'];
const FunctionName = 'certprov-signer';

let seeded: Account;
let strict: Account;
let usual: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  [strict, usual] = await Promise.all([seeded.after([...UNATTENDED, ...STRICT]), seeded.after([...UNATTENDED])]);
});

async function environmentOf(account: Account): Promise<Record<string, string>> {
  const { Environment } = await account.elsewhere((client) =>
    new LambdaClient(client).send(new GetFunctionConfigurationCommand({ FunctionName })),
  );
  return Environment?.Variables ?? {};
}

function dryRun(account: Account, asked: readonly string[]) {
  const path = account.file('device.csr', extendedRequest(asked).csr.pem);
  return account.run(['dry-run', '--sandbox', '--json', '--csr', path]);
}

describe.concurrent('what a CSR asks for', () => {
  it('stands in the plan, and in the environment of the signer', async () => {
    const run = await seeded.copy().run([...UNATTENDED, '--plan', '--json', ...STRICT]);
    expect(run.exitCode).toBe(0);
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain(
      "a CSR that asks for more than a TLS client's extensions is refused (--requested-extensions refuse); a subjectAltName may repeat the CN alone (--requested-names cn)",
    );
    expect(run.stdout).toContain('"CERTPROV_REQUESTED_EXTENSIONS": "refuse"');
    expect(await environmentOf(strict)).toMatchObject({
      CERTPROV_REQUESTED_EXTENSIONS: 'refuse',
      CERTPROV_REQUESTED_NAMES: 'cn',
    });
    expect(await environmentOf(usual)).toMatchObject({
      CERTPROV_REQUESTED_EXTENSIONS: 'client',
      CERTPROV_REQUESTED_NAMES: 'pass',
    });
  });

  it('is signed by the usual rule, and what the CA dropped is a note', async () => {
    const demo = await dryRun(usual.copy(), [
      'nsCertType=client',
      'keyUsage=digitalSignature,nonRepudiation',
      ...VENDOR,
    ]);
    expect(demo.json()).toMatchObject({ verdict: 'pass' });
    expect(demo.json()).toHaveProperty(
      'checks',
      expect.arrayContaining([
        expect.objectContaining({
          code: 'ASKED_FOR',
          severity: 'note',
          summary: expect.stringMatching(
            /dropped netscapeCertType, keyUsage nonRepudiation, Microsoft's template name/,
          ),
        }),
      ]),
    );
  });

  it('is refused by the strict rule, in words that name the flag', async () => {
    const vendor = await dryRun(strict.copy(), VENDOR);
    expect(vendor.exitCode).toBe(3);
    expect(vendor.stdout).toContain('--requested-extensions refuse');
    const named = await dryRun(strict.copy(), ['subjectAltName=DNS:db.example.com']);
    expect(named.stdout).toContain('only its CN may be repeated there');
    expect((await dryRun(strict.copy(), ['nsCertType=client', 'keyUsage=digitalSignature'])).exitCode).toBe(0);
  });

  it('is as the first init had it for a second one that does not say', async () => {
    const again = await strict.copy().run([...UNATTENDED, '--json']);
    expect(again.json()).toMatchObject({ alreadyOn: true });
    const back = await strict.after(['rollback', '--sandbox', '--yes']);
    const run = await back.run([...UNATTENDED, '--json']);
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toContain('--requested-extensions refuse');
    expect(await environmentOf(back)).toMatchObject({ CERTPROV_REQUESTED_NAMES: 'cn' });
  });

  it('is no other for a second init that says otherwise', async () => {
    const flags = ['--requested-names', 'pass'];
    const on = await strict.copy().run([...UNATTENDED, ...flags, '--json']);
    expect(on.json()).toMatchObject({
      error: { code: 'PLAN_BLOCKED', message: expect.stringContaining('another rule for what a CSR asks for') },
    });
    const back = await strict.after(['rollback', '--sandbox', '--yes']);
    const run = await back.run([...UNATTENDED, ...flags, '--json']);
    expect(run.json()).toMatchObject({ error: { code: 'PLAN_BLOCKED' } });
    expect(run.stdout).toContain('SIGNER_DIFFERS');
  });

  it('is compared by status', async () => {
    const account = strict.copy();
    const Variables = { ...(await environmentOf(account)), CERTPROV_REQUESTED_EXTENSIONS: 'pass' };
    await account.elsewhere((client) =>
      new LambdaClient(client).send(
        new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }),
      ),
    );
    const run = await account.run(['status', '--sandbox', '--json']);
    expect(run.stdout).toContain('is set otherwise than certprov deployed it: CERTPROV_REQUESTED_EXTENSIONS');
  });

  it('is not for a function that exists', async () => {
    for (const flags of [STRICT.slice(0, 2), STRICT.slice(2)]) {
      const run = await seeded.copy().run([...UNATTENDED, '--function', 'acme-iot-signer', ...flags, '--json']);
      expect(run.json()).toMatchObject({
        error: { code: 'USAGE_INVALID', message: expect.stringContaining(flags[0]!) },
      });
    }
  });

  it('is one of the words that there are', async () => {
    const run = await seeded.copy().run([...UNATTENDED, '--requested-extensions', 'drop']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('client, pass, refuse');
  });
});
