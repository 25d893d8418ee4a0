import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { secondsOf } from '../support/aws-cli.mjs';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:acme-iot-signer';
const OTHER_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:slow-signer';
/** Every kind of character that AWS allows in the name; most have a meaning in a URL. */
const NAME = 'fleet=2026,line@plant-7_b';
const PROVIDER_ARN = `arn:aws:iot:us-east-1:000000000000:certificateprovider/${NAME}`;

const OPERATIONS = ['--account-default-for-operations', 'CreateCertificateFromCsr'];

const create = (name, functionArn, operations = OPERATIONS) => {
  const settings = ['--certificate-provider-name', name, '--lambda-function-arn', functionArn];
  return ['iot', 'create-certificate-provider', ...settings, ...operations];
};
const named = (operation) => ['iot', operation, '--certificate-provider-name', NAME];

export async function certificateProvider(aws, scenarios) {
  await scenarios.run('a certificate provider is made, shown, listed, changed and deleted', async () => {
    deepEqual(await aws.call(['iot', 'list-certificate-providers']), { certificateProviders: [] });
    const made = await aws.call([...create(NAME, ARN), '--tags', 'Key=team,Value=iot platform']);
    deepEqual(made, { certificateProviderName: NAME, certificateProviderArn: PROVIDER_ARN });

    const shown = await aws.call(named('describe-certificate-provider'));
    const { creationDate, lastModifiedDate, ...rest } = shown;
    deepEqual(rest, { ...made, lambdaFunctionArn: ARN, accountDefaultForOperations: ['CreateCertificateFromCsr'] });
    ok(Math.abs(Date.now() / 1000 - secondsOf(creationDate)) < 60, `creationDate is ${creationDate}`);
    equal(lastModifiedDate, creationDate);
    deepEqual(await aws.call(['iot', 'list-tags-for-resource', '--resource-arn', PROVIDER_ARN]), {
      tags: [{ Key: 'team', Value: 'iot platform' }],
    });

    await aws.call([...named('update-certificate-provider'), '--lambda-function-arn', OTHER_ARN]);
    equal((await aws.call(named('describe-certificate-provider'))).lambdaFunctionArn, OTHER_ARN);
    deepEqual(await aws.call(['iot', 'list-certificate-providers', '--ascending-order']), {
      certificateProviders: [made],
    });

    await aws.call(named('delete-certificate-provider'));
    deepEqual(await aws.call(['iot', 'list-certificate-providers']), { certificateProviders: [] });
  });

  await scenarios.run('the second provider of an account, and one that is not there, are refused', async () => {
    await aws.call(create(NAME, ARN));
    equal((await aws.refusal(create('second', ARN))).code, 'LimitExceededException');
    equal((await aws.refusal(create(NAME, OTHER_ARN))).code, 'ResourceAlreadyExistsException');
    await aws.call(named('delete-certificate-provider'));
    const { code, operation, message } = await aws.refusal(named('describe-certificate-provider'));
    equal(code, 'ResourceNotFoundException');
    equal(operation, 'DescribeCertificateProvider');
    match(message, /fleet=2026/);
    equal((await aws.refusal(named('delete-certificate-provider'))).code, 'ResourceNotFoundException');
  });

  await scenarios.run('a name and an operation that AWS has not are refused', async () => {
    equal((await aws.refusal(create('two words', ARN))).code, 'InvalidRequestException');
    const keys = ['--account-default-for-operations', 'CreateKeysAndCertificate'];
    equal((await aws.refusal(create('keys', ARN, keys))).code, 'InvalidRequestException');
  });

  await scenarios.run('provisioning templates and endpoints are shown', async () => {
    const names = ['iot', 'list-provisioning-templates', '--query', 'templates[].templateName'];
    const seeded = ['cameras', 'gateways', 'meters', 'partner-devices', 'sensors', 'trackers'];
    deepEqual(
      (await aws.call(names)).toSorted(),
      seeded.map((name) => `acme-${name}`),
    );
    const template = ['iot', 'describe-provisioning-template', '--template-name', 'acme-sensors'];
    const body = JSON.parse(await aws.text([...template, '--query', 'templateBody']));
    equal(body.Resources.certificate.Type, 'AWS::IoT::Certificate');
    const endpoint = ['iot', 'describe-endpoint', '--endpoint-type', 'iot:Data-ATS'];
    match((await aws.call(endpoint)).endpointAddress, /\w/);
  });
}
