import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  LambdaClient,
  RemovePermissionCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import * as Iot from '@aws-sdk/client-iot';
import { strToU8, zipSync } from 'fflate';
import { setTimeout as delay } from 'node:timers/promises';
import { HOOK } from './hook.mjs';

/** What a template of the fleet is made of; every case changes one thing of it. */
export const BODY = {
  Parameters: { SerialNumber: { Type: 'String' }, Hook: { Type: 'String', Default: 'yes' } },
  Resources: {
    certificate: {
      Type: 'AWS::IoT::Certificate',
      Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Active' },
    },
    policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'lathe' } },
    thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'SerialNumber' } } },
  },
};

const ANYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }],
});
const trusting = (service) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });

/** The same fleet in any account: roles, policies, a claim and a hook, by AWS's own clients. */
export async function makeFleet(env) {
  const settings = {
    endpoint: env['AWS_ENDPOINT_URL'],
    region: env['AWS_REGION'],
    credentials: { accessKeyId: env['AWS_ACCESS_KEY_ID'], secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] },
    maxAttempts: 1,
  };
  const clients = [new Iot.IoTClient(settings), new IAMClient(settings), new LambdaClient(settings)];
  const [iot, iam, lambda] = clients;
  const role = async (name, service) => {
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trusting(service) }),
    );
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'all', PolicyDocument: ANYTHING }));
    return Role.Arn;
  };
  const provisioningRoleArn = await role('fleet-provisioning', 'iot.amazonaws.com');
  const functionRole = await role('fleet-hook', 'lambda.amazonaws.com');
  for (const policyName of ['lathe', 'claim'])
    await iot.send(new Iot.CreatePolicyCommand({ policyName, policyDocument: ANYTHING }));
  const made = await iot.send(new Iot.CreateKeysAndCertificateCommand({ setAsActive: true }));
  await iot.send(new Iot.AttachPolicyCommand({ policyName: 'claim', target: made.certificateArn }));

  /** A function of that code, which AWS IoT may invoke if it is said so. */
  async function makeFunction(name, code, { mayInvoke = false, environment = {} } = {}) {
    const { FunctionArn } = await onceRoleIsKnown(() =>
      lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Role: functionRole,
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Timeout: 20,
          Code: { ZipFile: zipSync({ 'index.mjs': typeof code === 'string' ? strToU8(code) : code }) },
          Environment: { Variables: environment },
        }),
      ),
    );
    await waitUntilFunctionActiveV2(
      { client: lambda, maxWaitTime: 60, minDelay: 0.2, maxDelay: 1 },
      { FunctionName: name },
    );
    if (mayInvoke)
      await lambda.send(
        new AddPermissionCommand({
          FunctionName: name,
          StatementId: 'iot',
          Action: 'lambda:InvokeFunction',
          Principal: 'iot.amazonaws.com',
        }),
      );
    return FunctionArn;
  }

  const makeTemplate = (templateName, { body = BODY, hook, ...rest } = {}) =>
    iot.send(
      new Iot.CreateProvisioningTemplateCommand({
        templateName,
        templateBody: typeof body === 'string' ? body : JSON.stringify(body),
        enabled: true,
        provisioningRoleArn,
        ...(hook === undefined ? {} : { preProvisioningHook: { targetArn: hook } }),
        ...rest,
      }),
    );

  return {
    claim: { certificatePem: made.certificatePem, keyPem: made.keyPair.PrivateKey },
    hook: await makeFunction('fleet-hook', HOOK, { mayInvoke: true }),
    iot,
    makeFunction,
    makeTemplate,
    forbid: (name) => lambda.send(new RemovePermissionCommand({ FunctionName: name, StatementId: 'iot' })),
    remove: (name) => lambda.send(new DeleteFunctionCommand({ FunctionName: name })),
    close: () => clients.forEach((client) => client.destroy()),
  };
}

const ROLE_PATIENCE_MS = 60_000;

/** A role that is a second old cannot be assumed yet, as at AWS. */
async function onceRoleIsKnown(create) {
  const deadline = performance.now() + ROLE_PATIENCE_MS;
  for (;;) {
    try {
      return await create();
    } catch (error) {
      if (!error.message.includes('cannot be assumed') || performance.now() > deadline) throw error;
      await delay(500);
    }
  }
}
