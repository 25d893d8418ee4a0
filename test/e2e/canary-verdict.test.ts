import {
  IoTClient,
  ListTagsForResourceCommand,
  UntagResourceCommand,
  UpdateCertificateProviderCommand,
} from '@aws-sdk/client-iot';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account, PROVEN } from './account.ts';
import { closeToIot, openToIot } from './iot-permission.ts';

const INIT = [...PROVEN, '--json'];
const STATUS = ['status', '--sandbox', '--json'];
const CANARY = ['canary', '--sandbox', '--json'];
const ARN = 'arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov';

let proven: Account;
beforeAll(async () => {
  proven = await Account.enabled();
});

describe.concurrent("a canary's verdict", () => {
  it('stays red when the switch was kept, on every machine, until a canary passes', async () => {
    const account = proven.copy();
    await account.elsewhere(closeToIot);
    const refused = await account.run([...CANARY, '--no-auto-rollback']);
    expect(refused.json()).toMatchObject({ error: { code: 'CANARY_FAILED', details: { returned: false } } });
    // What was wrong is mended, which nobody has seen yet.
    await account.elsewhere(openToIot);
    for (const machine of [account, account.withoutJournal()])
      expect(await machine.run(STATUS).then((run) => [run.exitCode, run.json()])).toEqual([
        3,
        expect.objectContaining({
          findings: expect.arrayContaining([expect.objectContaining({ code: 'SWITCH_REFUSED' })]),
          proof: expect.objectContaining({ state: 'refused', reason: 'refused', by: 'user/operator' }),
        }),
      ]);
    expect((await account.run([...INIT, '--no-canary'])).exitCode).toBe(3);
    expect((await account.run(CANARY)).exitCode).toBe(0);
    for (const machine of [account, account.withoutJournal()])
      expect((await machine.run(STATUS)).json()).toMatchObject({ findings: [], proof: { state: 'proven' } });
  });

  it('is kept by a canary where no journal is, and by a journal where the provider may not be tagged', async () => {
    const account = proven.withoutJournal();
    await account.elsewhere((client) =>
      new IoTClient(client).send(new UntagResourceCommand({ resourceArn: ARN, tagKeys: ['certprov:proof'] })),
    );
    const unknown = await account.run(['status', '--sandbox']);
    expect(unknown.exitCode).toBe(0);
    expect(unknown.stdout).toMatch(/– proof +no canary is on record here or on the provider/);
    await account.fault({ operation: 'TagResource', kind: 'access-denied', times: 'always' });
    const run = await account.run(CANARY);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/the verdict is not on the provider.*iot:TagResource/s);
    expect((await account.run(STATUS)).json()).toMatchObject({ proof: { state: 'proven', knownFrom: 'journal' } });
    account.mend();
    expect((await account.run(CANARY)).exitCode).toBe(0);
    expect((await account.withoutJournal().run(STATUS)).json()).toMatchObject({ proof: { knownFrom: 'tag' } });
  });

  it('is about the function that was there', async () => {
    const account = proven.copy();
    await account.elsewhere((client) =>
      new IoTClient(client).send(
        new UpdateCertificateProviderCommand({
          certificateProviderName: 'certprov',
          lambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fair-weather-signer',
        }),
      ),
    );
    for (const machine of [account, account.withoutJournal()]) {
      const run = await machine.run(['status', '--sandbox']);
      expect(run.stdout).toContain('the function has been another one since the last canary');
    }
  });

  it('puts nothing onto a provider that is not ours', async () => {
    const account = proven.withoutJournal();
    await account.elsewhere((client) =>
      new IoTClient(client).send(
        new UntagResourceCommand({ resourceArn: ARN, tagKeys: ['certprov:proof', 'certprov:made-by'] }),
      ),
    );
    expect((await account.run([...CANARY, '--ca', 'Acme Device CA P256'])).exitCode).toBe(0);
    const { tags } = await account.elsewhere((client) =>
      new IoTClient(client).send(new ListTagsForResourceCommand({ resourceArn: ARN })),
    );
    expect(tags?.map(({ Key }) => Key)).not.toContain('certprov:proof');
    expect((await account.run(STATUS)).json()).toMatchObject({ proof: { state: 'proven' } });
  });
});
