import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AwsCli } from './support/aws-cli.mjs';
import { makeCsr, publicKeyOf } from './support/openssl.mjs';
import { outputOf } from './support/run-program.mjs';
import { serveAccount } from './support/served-account.mjs';

const OBSERVE = fileURLToPath(new URL('python/observe_account.py', import.meta.url));
const PLACE = '000000000000/us-east-1';
const SIGNER_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:certprov-signer';
const PROVIDER_ARN = 'arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov';

/** certprov with an operator's usual AWS environment, and what other clients see of its work. */
export async function runTakeover(scenarios, { executable, python, aws }) {
  const account = await serveAccount(executable);
  const cli = new AwsCli(aws, account);
  const observe = async () => JSON.parse(await outputOf(python, [OBSERVE], { env: account.env }));
  const init = () => document(account, ['init', '--yes', '--confirm', PLACE, '--no-canary', '--json']);
  const removeAll = () => document(account, ['rollback', '--all', '--wait', '0', '--yes', '--json']);
  try {
    const before = await observe();

    await scenarios.run('boto3 sees what init made, and everything else as it was', async () => {
      const { exitCode, applied } = await init();
      deepEqual({ exitCode, applied }, { exitCode: 0, applied: true });
      const after = await observe();
      const { policy, State, Role } = after.functions['certprov-signer'];
      equal(State, 'Active');
      equal(after.providers['certprov'].functionArn, SIGNER_ARN);
      deepEqual(after.providers['certprov'].operations, ['CreateCertificateFromCsr']);
      ok(after.providers['certprov'].tags.some(({ Key }) => Key === 'certprov:made-by'));
      equal(policy.length, 1);
      deepEqual(policy[0].Principal, { Service: 'iot.amazonaws.com' });
      equal(policy[0].Condition.StringEquals['AWS:SourceAccount'], '000000000000');
      equal(policy[0].Condition.ArnLike['AWS:SourceArn'], PROVIDER_ARN);
      const roleName = Role.split('/').at(-1);
      ok(after.roles[roleName].inline['certprov-issue']);
      delete after.providers['certprov'];
      delete after.functions['certprov-signer'];
      delete after.roles[roleName];
      deepEqual(after, before);
    });

    await scenarios.run('the AWS CLI has the new function sign what AWS IoT would send', async () => {
      const csrPath = account.path('device.csr');
      const key = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];
      await makeCsr({ key, keyPath: account.path('device.key'), csrPath, subject: '/CN=lathe-3' });
      const csr = readFileSync(csrPath, 'utf8');
      const event = { certificateSigningRequest: csr, principalId: 'f'.repeat(64), clientId: 'lathe-3' };
      const { FunctionError, payload } = await cli.invoke(['--function-name', SIGNER_ARN], event);
      equal(FunctionError, undefined, JSON.stringify(payload));
      equal(await publicKeyOf('x509', payload.certificatePem), await publicKeyOf('req', csr));
    });

    await scenarios.run(
      'status and a second init say that nobody has proven the switch, and change nothing',
      async () => {
        const status = await document(account, ['status', '--json']);
        deepEqual([status.exitCode, status.signing, status.proof.state], [3, 'self-managed', 'unproven']);
        const seen = await observe();
        const { exitCode, applied, alreadyOn } = await init();
        deepEqual({ exitCode, applied, alreadyOn }, { exitCode: 3, applied: false, alreadyOn: true });
        deepEqual(await observe(), seen);
      },
    );

    await scenarios.run('after rollback --all, boto3 sees the account as it was', async () => {
      const { exitCode, signing } = await removeAll();
      deepEqual({ exitCode, signing }, { exitCode: 0, signing: 'aws-managed' });
      deepEqual(await observe(), before);
    });

    await scenarios.run('rollback --all also ends what another client has begun to take apart', async () => {
      equal((await init()).exitCode, 0);
      await cli.call(['iot', 'delete-certificate-provider', '--certificate-provider-name', 'certprov']);
      await cli.call(['lambda', 'delete-function', '--function-name', 'certprov-signer']);
      const { exitCode, error } = await removeAll();
      equal(exitCode, 0, JSON.stringify(error));
      deepEqual(await observe(), before);
    });

    await scenarios.run("a provider that another client made is nobody's but its owner's", async () => {
      const theirs = ['--certificate-provider-name', 'theirs', '--account-default-for-operations'];
      const functionArn = before.functions['acme-iot-signer'].FunctionArn;
      const create = ['iot', 'create-certificate-provider', ...theirs, 'CreateCertificateFromCsr'];
      await cli.call([...create, '--lambda-function-arn', functionArn]);
      const seen = await observe();
      const status = await document(account, ['status', '--json']);
      deepEqual([status.signing, status.provider.name], ['self-managed', 'theirs']);
      equal((await init()).exitCode, 3);
      equal((await document(account, ['rollback', '--yes', '--json'])).exitCode, 3);
      equal((await removeAll()).rolledBack, false);
      deepEqual(await observe(), seen);
    });
  } finally {
    await account.close();
  }
}

/** The one document of a command with `--json`, and its exit code. */
async function document(account, args) {
  const { exitCode, stdout, stderr } = await account.certprov(args);
  if (stdout === '') throw new Error(`certprov ${args.join(' ')} ended with ${exitCode} and said: ${stderr}`);
  return { ...JSON.parse(stdout), exitCode };
}
