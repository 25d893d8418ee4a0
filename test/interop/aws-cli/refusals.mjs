import { deepEqual, equal, ok } from 'node:assert/strict';

/** One call of each service, with the names that AWS has for a wrong signature and an unknown key there. */
const CALLS = [
  [['sts', 'get-caller-identity'], 'SignatureDoesNotMatch', 'InvalidClientTokenId'],
  [['iam', 'list-roles'], 'SignatureDoesNotMatch', 'InvalidClientTokenId'],
  [['iot', 'list-certificate-providers'], 'InvalidSignatureException', 'UnrecognizedClientException'],
  [['lambda', 'list-functions'], 'InvalidSignatureException', 'UnrecognizedClientException'],
  [['acm-pca', 'list-certificate-authorities'], 'InvalidSignatureException', 'UnrecognizedClientException'],
  [['kms', 'list-keys'], 'InvalidSignatureException', 'UnrecognizedClientException'],
  [['secretsmanager', 'list-secrets'], 'InvalidSignatureException', 'UnrecognizedClientException'],
];

/** One operation of each protocol that the sandbox leaves out, and a service that it has not. */
const ABSENT = [
  [['iot', 'list-jobs'], 'iot:ListJobs'],
  [['lambda', 'list-layers'], 'lambda:ListLayers'],
  [['iam', 'list-users'], 'iam:ListUsers'],
  [['sts', 'get-session-token'], 'sts:GetSessionToken'],
  [['acm-pca', 'list-permissions', '--certificate-authority-arn', 'arn:aws:acm-pca:x'], 'acm-pca:ListPermissions'],
  [['cloudwatch', 'list-metrics'], 'monitoring:ListMetrics'],
  [['kms', 'generate-random'], 'kms:GenerateRandom'],
  [['secretsmanager', 'get-random-password'], 'secretsmanager:GetRandomPassword'],
  [['dynamodb', 'list-tables'], 'dynamodb'],
];

export async function refusals(aws, scenarios, account) {
  await scenarios.run('a wrong secret and an unknown key are refused as AWS refuses them', async () => {
    for (const [args, badSignature, unknownKey] of CALLS) {
      equal((await aws.refusal(args, { AWS_SECRET_ACCESS_KEY: 'wrong' })).code, badSignature);
      const stranger = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' };
      equal((await aws.refusal(args, stranger)).code, unknownKey);
    }
  });

  await scenarios.run('what the sandbox has not is refused by its name', async () => {
    for (const [args, name] of ABSENT) {
      const { code, message } = await aws.refusal(args);
      equal(code, 'NotImplemented');
      ok(message.split(/[ ,]/).includes(name), message);
    }
  });

  await scenarios.run('another Region holds other things', async () => {
    const abroad = { AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'eu-central-1' };
    deepEqual(await aws.call(['lambda', 'list-functions'], abroad), { Functions: [] });
    deepEqual(await aws.call(['iot', 'list-certificate-providers'], abroad), { certificateProviders: [] });
  });

  await scenarios.run('the CLI comes through throttling and a lost connection by itself', async () => {
    for (const kind of ['throttle', 'error-500', 'drop-before']) {
      const { exitCode, stderr } = await account.certprov(['sandbox', 'fault', 'lambda:ListFunctions', kind]);
      equal(exitCode, 0, stderr);
      equal((await aws.call(['lambda', 'list-functions'])).Functions.length, 6);
    }
  });
}
