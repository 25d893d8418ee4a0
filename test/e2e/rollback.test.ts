import { DeleteFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteRoleCommand, DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteCertificateProviderCommand, IoTClient } from '@aws-sdk/client-iot';
import {
  ACMPCAClient,
  DeleteCertificateAuthorityCommand,
  UpdateCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account, ROLLBACK, ROLLBACK_ALL, mutating, operationsOf, type ClientConfig } from './account.ts';
import { closeToIot } from './iot-permission.ts';
import { switchByOthers } from './other-provider.ts';

const ROLE = 'certprov-signer-us-east-1';

let seeded: Account;
let enabled: Account;

beforeAll(async () => {
  seeded = await Account.seeded();
  enabled = await Account.enabled(seeded);
});

const deleteFunction = (config: ClientConfig) =>
  new LambdaClient(config).send(new DeleteFunctionCommand({ FunctionName: 'certprov-signer' }));

const deleteRole = async (config: ClientConfig) => {
  const iam = new IAMClient(config);
  await iam.send(new DeleteRolePolicyCommand({ RoleName: ROLE, PolicyName: 'certprov-issue' }));
  await iam.send(new DeleteRoleCommand({ RoleName: ROLE }));
};

describe.concurrent('rollback with nothing to do', () => {
  it.each([
    ['alone', ROLLBACK],
    ['with --all', ROLLBACK_ALL],
    ['without --yes, since there is no question', ['rollback', '--sandbox', '--json']],
  ])('says so and touches nothing: %s', async (_name, args) => {
    const account = await Account.seeded();
    const before = await account.snapshot();
    const requests = await account.requestsOf(async () => {
      const run = await account.run(args);
      expect(run.exitCode).toBe(0);
      expect(run.json()).toMatchObject({
        rolledBack: false,
        provider: null,
        removed: [],
        kept: [],
        signing: 'aws-managed',
      });
    });
    expect(requests.filter(({ kind }) => kind !== 'read')).toEqual([]);
    expect(await account.snapshot()).toEqual(before);
  });

  it('comes to the same when it is done twice', async () => {
    const account = enabled.copy();
    const next: unknown[] = [];
    for (const args of [ROLLBACK, ROLLBACK, ROLLBACK_ALL, ROLLBACK_ALL]) {
      const run = await account.run(args);
      expect(run.exitCode).toBe(0);
      next.push(run.json()['nextCommands']);
    }
    const rest = [{ command: expect.stringMatching(/certprov rollback --sandbox --all$/), why: expect.any(String) }];
    expect(next).toEqual([rest, rest, undefined, undefined]);
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });
});

describe.concurrent('rollback', () => {
  it('needs --yes where nobody can be asked, and changes nothing without it', async () => {
    for (const flags of [[], ['--all']]) {
      const account = enabled.copy();
      const requests = await account.requestsOf(async () => {
        const run = await account.run(['rollback', '--sandbox', '--json', ...flags]);
        expect(run.exitCode).toBe(2);
        expect(run.json()).toMatchObject({
          error: { code: 'INPUT_REQUIRED', details: { flag: '--yes' }, fix: expect.stringContaining('--yes') },
        });
      });
      expect(mutating(requests)).toEqual([]);
    }
  });

  it.each([
    ['the function', deleteFunction],
    ['the role', deleteRole],
    [
      'function and role',
      async (config: ClientConfig) => {
        await deleteFunction(config);
        await deleteRole(config);
      },
    ],
    ['the permission', closeToIot],
    [
      'the provider',
      (config: ClientConfig) =>
        new IoTClient(config).send(new DeleteCertificateProviderCommand({ certificateProviderName: 'certprov' })),
    ],
  ])('works when %s is gone already', async (_what, remove: (config: ClientConfig) => Promise<unknown>) => {
    const account = enabled.copy();
    await account.elsewhere(remove);
    const run = await account.run(ROLLBACK_ALL);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({ signing: 'aws-managed' });
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });

  it('works when the CA is disabled or gone', async () => {
    const account = enabled.copy();
    const CertificateAuthorityArn =
      'arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/5f3a9c1e-7d42-4b68-9e0a-1c8b6d2f4a70';
    await account.elsewhere(async (config) => {
      const acmPca = new ACMPCAClient(config);
      await acmPca.send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn, Status: 'DISABLED' }));
      await acmPca.send(new DeleteCertificateAuthorityCommand({ CertificateAuthorityArn }));
    });
    expect((await account.run(ROLLBACK_ALL)).exitCode).toBe(0);
    expect(await held(account)).toEqual({ certificateProviders: {}, hasSigner: false });
  });

  it('takes --wait with --all only', async () => {
    const account = enabled.copy();
    const run = await account.run([...ROLLBACK, '--wait', '0']);
    expect(run.exitCode).toBe(2);
    expect(run.json()).toMatchObject({ error: { code: 'USAGE_INVALID', aftermath: 'nothing was changed' } });
    expect(await account.snapshot()).toEqual(await enabled.snapshot());
  });

  it('asks for nothing but the provider when that is all that must go', async () => {
    const account = enabled.copy();
    const requests = await account.requestsOf(() => account.run(ROLLBACK));
    expect(operationsOf(requests).filter((operation) => /Authorit|Invoke/.test(operation))).toEqual([]);
  });
});

describe.concurrent('a provider that certprov did not make', () => {
  it.each([
    ['rollback', ROLLBACK],
    ['init', ['init', '--sandbox', '--yes', '--confirm', '000000000000/us-east-1', '--no-canary', '--json']],
  ])('is left alone by %s, with who it is', async (_name, args) => {
    const account = await Account.seeded();
    await account.elsewhere(switchByOthers);
    const before = await account.snapshot();
    const requests = await account.requestsOf(async () => {
      const run = await account.run(args);
      expect(run.exitCode).toBe(3);
      expect(run.json()).toMatchObject({
        error: {
          code: expect.stringMatching(/^(PROVIDER_FOREIGN|PLAN_BLOCKED)$/),
          message: expect.stringContaining('acme-iot-signer'),
        },
      });
    });
    expect(mutating(requests)).toEqual([]);
    expect(await account.snapshot()).toEqual(before);
  });

  it('goes when it is named', async () => {
    const account = await Account.seeded();
    const before = await account.snapshot();
    await account.elsewhere(switchByOthers);
    const run = await account.run([...ROLLBACK, '--provider', 'theirs']);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({ rolledBack: true, provider: 'theirs', signing: 'aws-managed' });
    expect(await account.snapshot()).toEqual(before);
  });

  it('stays when another name is given', async () => {
    const account = await Account.seeded();
    await account.elsewhere(switchByOthers);
    const run = await account.run([...ROLLBACK, '--provider', 'ours']);
    expect(run.exitCode).toBe(2);
    expect(run.json()).toMatchObject({
      error: { code: 'AWS_NOT_FOUND', message: expect.stringContaining('"theirs"') },
    });
  });

  it('has its function left to it, also when certprov once gave that function its permission', async () => {
    const account = enabled.copy();
    await account.elsewhere(async (config) => {
      await new IoTClient(config).send(new DeleteCertificateProviderCommand({ certificateProviderName: 'certprov' }));
      await switchByOthers(config, 'certprov-signer');
    });
    const run = await account.run(ROLLBACK_ALL.filter((word) => word !== '--json'));
    expect(await held(account)).toMatchObject({ certificateProviders: { theirs: {} }, hasSigner: true });
    // Whose it is is not looked up again: a certprov elsewhere may have made one meanwhile.
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain(
      'a certificate provider that this rollback did not delete signs',
    );
  });
});

describe.concurrent('a rollback that cannot be finished', () => {
  it.each(['RemovePermission', 'DeleteFunction', 'DeleteRolePolicy', 'DeleteRole'])(
    'is exit 4 and names what is left when %s is refused, and ends the next time',
    async (operation) => {
      const account = enabled.copy();
      await account.fault({ operation, kind: 'access-denied', times: 'always' });
      const run = await account.run(ROLLBACK_ALL);
      expect(run.exitCode).toBe(4);
      expect(run.json()).toMatchObject({
        error: {
          code: 'UNDO_INCOMPLETE',
          message: expect.stringContaining('AWS signs'),
          details: { signing: 'aws-managed' },
        },
      });
      expect(JSON.stringify(run.json().error!.details['reports'])).toContain('failed');
      account.mend();
      expect((await account.run(ROLLBACK_ALL)).exitCode).toBe(0);
      expect(await account.snapshot()).toEqual(await seeded.snapshot());
    },
  );

  it('keeps a role to which somebody has added a policy, and says so', async () => {
    const account = enabled.copy();
    await account.elsewhere((config) =>
      new IAMClient(config).send(
        new PutRolePolicyCommand({
          RoleName: ROLE,
          PolicyName: 'theirs',
          PolicyDocument:
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}',
        }),
      ),
    );
    const run = await account.run(ROLLBACK_ALL);
    expect(run.exitCode).toBe(4);
    expect(run.stdout).toContain('theirs');
  });

  it('is exit 4 when the provider itself cannot be deleted, and says who signs', async () => {
    const account = enabled.copy();
    await account.fault({ operation: 'DeleteCertificateProvider', kind: 'access-denied', times: 'always' });
    const run = await account.run(ROLLBACK_ALL);
    expect(run.exitCode).toBe(4);
    expect(run.json()).toMatchObject({
      account: '000000000000',
      region: 'us-east-1',
      error: {
        code: 'UNDO_INCOMPLETE',
        details: { reason: 'AWS_ACCESS_DENIED', action: 'iot:DeleteCertificateProvider', returned: false },
      },
    });
    expect(run.json().error!.aftermath).toMatch(
      /^the certificate provider is still in place: every CSR of 000000000000/,
    );
    expect(await held(account)).toMatchObject({ certificateProviders: { certprov: {} }, hasSigner: true });
  });

  it('says that the provider was deleted when only that could not be read back', async () => {
    const account = enabled.copy();
    const probe = enabled.copy();
    const requests = operationsOf(await probe.requestsOf(() => probe.run(ROLLBACK)));
    const skip = requests
      .slice(0, requests.indexOf('DeleteCertificateProvider'))
      .filter((operation) => operation === 'ListCertificateProviders').length;
    await account.fault({ operation: 'ListCertificateProviders', kind: 'access-denied', times: 'always', skip });
    const run = await account.run(ROLLBACK);
    expect(run.exitCode).toBe(4);
    expect(run.json().error!.aftermath).toMatch(/^the certificate provider was deleted, which could not be read back/);
    expect(await held(account)).toMatchObject({ certificateProviders: {} });
  });

  it('says that AWS signs again when something fails behind the return', async () => {
    const account = enabled.copy();
    await account.fault({ operation: 'DeleteRole', kind: 'access-denied', times: 'always' });
    const run = await account.run(ROLLBACK_ALL);
    expect(run.json().error!.aftermath).toMatch(/^AWS signs again; what certprov made is not all removed/);
  });

  it.each(['drop-after', 'drop-before', 'error-503', 'throttle'] as const)(
    'survives %s once at every call that changes something',
    async (kind) => {
      const account = enabled.copy();
      for (const operation of [
        'DeleteCertificateProvider',
        'RemovePermission',
        'DeleteFunction',
        'DeleteRolePolicy',
        'DeleteRole',
      ]) {
        await account.fault({ operation, kind });
      }
      expect((await account.run(ROLLBACK_ALL)).exitCode).toBe(0);
      expect(await account.snapshot()).toEqual(await seeded.snapshot());
    },
  );
});

async function held(account: Account): Promise<{ readonly certificateProviders: object; readonly hasSigner: boolean }> {
  const { regions } = (await account.snapshot()) as {
    regions: { 'us-east-1': { certificateProviders: object; functions: object } };
  };
  const { certificateProviders, functions } = regions['us-east-1'];
  return { certificateProviders, hasSigner: 'certprov-signer' in functions };
}
