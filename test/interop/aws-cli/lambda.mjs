import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { exactSubject, makeCsr, publicKeyOf } from '../support/openssl.mjs';

const IOT = 'iot.amazonaws.com';
const ROLE = 'arn:aws:iam::000000000000:role/acme-iot-signer-role';
const ON_NAME = (name) => ['--function-name', name];

export async function lambda(aws, scenarios, account) {
  await scenarios.run('functions are listed, page by page too', async () => {
    const all = ['lambda', 'list-functions', '--query', 'Functions[].FunctionName'];
    const names = (await aws.call(all)).toSorted();
    deepEqual(names, [
      'acme-iot-signer',
      'fair-weather-signer',
      'legacy-signer',
      'nightly-report',
      'slow-signer',
      'swapped-key-signer',
    ]);
    deepEqual((await aws.call([...all, '--page-size', '2'])).toSorted(), names);

    const onePerPage = ['lambda', 'list-functions', '--page-size', '1'];
    const first = await aws.call([...onePerPage, '--max-items', '2']);
    const rest = await aws.call([...onePerPage, '--starting-token', first.NextToken]);
    const inTwo = [...first.Functions, ...rest.Functions].map(({ FunctionName }) => String(FunctionName));
    deepEqual(inTwo.toSorted(), names);
  });

  await scenarios.run('a function is shown by name and by ARN', async () => {
    const { Configuration, Code, Tags } = await aws.call(['lambda', 'get-function', ...ON_NAME('acme-iot-signer')]);
    equal(Configuration.State, 'Active');
    equal(Configuration.Runtime, 'nodejs24.x');
    equal(Configuration.Timeout, 5);
    equal(Code.RepositoryType, 'S3');
    deepEqual(Tags, { owner: 'iot-platform' });
    const byArn = ['lambda', 'get-function-configuration', ...ON_NAME(Configuration.FunctionArn)];
    equal((await aws.call(byArn)).CodeSha256, Configuration.CodeSha256);
    const absent = await aws.refusal(['lambda', 'get-function', ...ON_NAME('nobody')]);
    equal(absent.code, 'ResourceNotFoundException');
  });

  await scenarios.run('a good signer signs what AWS IoT would send, and its log comes with the answer', async () => {
    const csrPath = account.path('device.csr');
    const key = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    await makeCsr({ key, keyPath: account.path('device.key'), csrPath, subject: '/O=Acme/CN=sensor-7' });
    const csr = readFileSync(csrPath, 'utf8');
    const event = { certificateSigningRequest: csr, principalId: 'a'.repeat(64), clientId: 'sensor-7' };
    const answer = await aws.invoke([...ON_NAME('acme-iot-signer'), '--log-type', 'Tail'], event);
    equal(answer.StatusCode, 200);
    equal(answer.FunctionError, undefined);
    equal(answer.ExecutedVersion, '$LATEST');
    const log = Buffer.from(answer.LogResult, 'base64').toString();
    match(log, /START RequestId: [\s\S]*END RequestId: [\s\S]*REPORT RequestId: .*Duration: /);
    const pem = answer.payload.certificatePem;
    equal(await exactSubject('x509', pem), await exactSubject('req', csr));
    equal(await publicKeyOf('x509', pem), await publicKeyOf('req', csr));
  });

  await scenarios.run('functions that fail answer with a FunctionError', async () => {
    const thrown = await aws.invoke(ON_NAME('nightly-report'), {});
    equal(thrown.StatusCode, 200);
    equal(thrown.FunctionError, 'Unhandled');
    equal(thrown.payload.errorType, 'TypeError');
    ok(Array.isArray(thrown.payload.trace));

    const python = await aws.invoke(ON_NAME('legacy-signer'), {});
    equal(python.FunctionError, 'Unhandled');
    match(python.payload.errorMessage, /sandbox does not run python3\.12/);

    await aws.call(['lambda', 'update-function-configuration', ...ON_NAME('slow-signer'), '--timeout', '1']);
    await aws.call(['lambda', 'wait', 'function-updated-v2', ...ON_NAME('slow-signer')]);
    const late = await aws.invoke(ON_NAME('slow-signer'), { certificateSigningRequest: 'never read' });
    equal(late.FunctionError, 'Unhandled');
    match(late.payload.errorMessage, /Task timed out after 1\.00 seconds/);
  });

  await scenarios.run('a function is made from a zip, awaited, published, opened to AWS IoT and deleted', async () => {
    const zip = account.path('echo.zip');
    const source = 'export const handler = async (event, { functionVersion }) => ({ event, functionVersion });\n';
    writeFileSync(zip, zipSync({ 'index.mjs': [Buffer.from(source), { os: 3, attrs: 0o100644 << 16 }] }));
    const echo = ON_NAME('echo');
    const code = ['--runtime', 'nodejs24.x', '--handler', 'index.handler', '--zip-file', `fileb://${zip}`];
    const made = await aws.call(['lambda', 'create-function', ...echo, ...code, '--role', ROLE]);
    equal(made.State, 'Pending');
    await aws.call(['lambda', 'wait', 'function-active-v2', ...echo]);
    equal((await aws.call(['lambda', 'publish-version', ...echo])).Version, '1');
    const answer = await aws.invoke([...echo, '--qualifier', '1'], { text: 'Grüße, 世界' });
    equal(answer.ExecutedVersion, '1');
    deepEqual(answer.payload, { event: { text: 'Grüße, 世界' }, functionVersion: '1' });

    const provider = 'arn:aws:iot:us-east-1:000000000000:certificateprovider/p';
    const iot = ['--statement-id', 'iot', '--action', 'lambda:InvokeFunction', '--principal', IOT];
    const source2 = ['--source-account', '000000000000', '--source-arn', provider];
    await aws.call(['lambda', 'add-permission', ...echo, ...iot, ...source2]);
    equal((await aws.refusal(['lambda', 'add-permission', ...echo, ...iot])).code, 'ResourceConflictException');
    const policy = JSON.parse(await aws.text(['lambda', 'get-policy', ...echo, '--query', 'Policy']));
    deepEqual(policy.Statement[0].Principal, { Service: IOT });
    deepEqual(policy.Statement[0].Condition, {
      StringEquals: { 'AWS:SourceAccount': '000000000000' },
      ArnLike: { 'AWS:SourceArn': provider },
    });
    await aws.call(['lambda', 'remove-permission', ...echo, '--statement-id', 'iot']);
    equal((await aws.refusal(['lambda', 'get-policy', ...echo])).code, 'ResourceNotFoundException');
    await aws.call(['lambda', 'delete-function', ...echo]);
    equal((await aws.refusal(['lambda', 'delete-function', ...echo])).code, 'ResourceNotFoundException');
  });
}
