import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { installGoProgram } from '../support/install-go-program.mjs';
import { outputOf } from '../support/run-program.mjs';
import { serveAccount } from '../support/served-account.mjs';

const MODULE = fileURLToPath(new URL('program', import.meta.url));
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:acme-iot-signer';
const OTHER_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:slow-signer';
/** Every kind of character that AWS allows in the name; most have a meaning in a URL. */
const NAME = 'fleet=2026,line@plant-7_b';
const PROVIDER_ARN = `arn:aws:iot:us-east-1:000000000000:certificateprovider/${NAME}`;

/** What the Terraform provider and Go programs call with: a typed client that reads answers by AWS's model. */
export async function runGoSdk(scenarios, { executable, report }) {
  const { path, missing } = await installGoProgram({ name: 'go-sdk', source: '.', module: MODULE }, report);
  if (missing) {
    scenarios.skip('every scenario', missing);
    return;
  }
  const account = await serveAccount(executable);
  try {
    let steps;
    await scenarios.run('a program goes through the whole life of a provider', async () => {
      const said = JSON.parse(await outputOf(path, [NAME, ARN, OTHER_ARN], { env: account.env }));
      steps = new Map(said.map(({ call, ...rest }) => [call, rest]));
      equal(steps.size, 16);
    });
    if (steps === undefined) return;
    await scenarios.run('it is made, shown, listed, changed and deleted', async () => lifeOf(steps));
    await scenarios.run('every refusal is an exception that the SDK knows', async () => refusalsOf(steps));
  } finally {
    await account.close();
  }
}

function lifeOf(steps) {
  const answer = (call) => {
    const { answer: said, type, code, message } = steps.get(call);
    ok(code === undefined && message === undefined, `${call}: ${type} ${code} ${message}`);
    // Where this SDK keeps what is about the call.
    delete said?.ResultMetadata;
    return said ?? {};
  };
  const made = { CertificateProviderArn: PROVIDER_ARN, CertificateProviderName: NAME };
  deepEqual(answer('create'), made);
  const { CreationDate, LastModifiedDate, ...shown } = answer('describe');
  deepEqual(shown, {
    ...made,
    LambdaFunctionArn: ARN,
    AccountDefaultForOperations: ['CreateCertificateFromCsr'],
  });
  ok(Math.abs(Date.now() - Date.parse(CreationDate)) < 60_000, `the SDK reads the time as ${CreationDate}`);
  equal(LastModifiedDate, CreationDate);
  deepEqual(steps.get('list').answer, [made]);
  deepEqual(answer('update'), made);
  const updated = answer('describe, updated');
  equal(updated.LambdaFunctionArn, OTHER_ARN);
  equal(updated.CreationDate, CreationDate);
  ok(Date.parse(updated.LastModifiedDate) >= Date.parse(CreationDate));
  deepEqual(answer('delete'), {});
  for (const call of ['list, empty', 'list, empty again']) equal((steps.get(call).answer ?? []).length, 0, call);
}

function refusalsOf(steps) {
  const refusals = {
    'create again': 'ResourceAlreadyExistsException',
    'create a second': 'LimitExceededException',
    'describe, deleted': 'ResourceNotFoundException',
    'delete again': 'ResourceNotFoundException',
    'update, deleted': 'ResourceNotFoundException',
    'create for another operation': 'InvalidRequestException',
    'create with a bad name': 'InvalidRequestException',
  };
  for (const [call, expected] of Object.entries(refusals)) {
    const { type, code, message } = steps.get(call);
    deepEqual({ call, type, code }, { call, type: expected, code: expected });
    match(message, /\w/, call);
  }
  equal(steps.get('list by a stranger').code, 'UnrecognizedClientException');
}
