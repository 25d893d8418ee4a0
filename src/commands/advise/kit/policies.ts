import type { PolicyDocument } from '../../../aws/ports/ports.ts';
import { iotTrust } from '../../../deployment/policies/provisioning-role.ts';
import type { Target } from './kit.ts';
import { namesOf } from './names.ts';

const THING = '${iot:Connection.Thing.ThingName}';
/** Clients that come with a claim: no thing may be called so, or a stolen claim could push a device off its connection. */
export const CLAIM_CLIENT_PREFIX = 'provisioning-';

const iotArn = ({ place }: Target) => `arn:${place.partition}:iot:${place.region}:${place.account}`;

/**
 * One policy for all devices: a device connects as the thing that its certificate is attached to, and speaks on topics
 * below its own name. Subscribing needs `topicfilter`, publishing and receiving need `topic`.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html
 */
export function devicePolicy(target: Target): PolicyDocument {
  const arn = iotArn(target);
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'iot:Connect',
        Resource: `${arn}:client/${THING}`,
        Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
      },
      { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: `${arn}:topic/devices/${THING}/*` },
      { Effect: 'Allow', Action: 'iot:Subscribe', Resource: `${arn}:topicfilter/devices/${THING}/*` },
    ],
  };
}

/**
 * A claim may send a CSR and register through one template, and nothing else. AWS's own example allows
 * `$aws/certificates/create/*` only, which is the call that a certificate provider does not concern.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provision-wo-cert.html
 */
export function claimPolicy(target: Target): PolicyDocument {
  const arn = iotArn(target);
  const topics = ['$aws/certificates/create-from-csr/*', `$aws/provisioning-templates/${target.name}/provision/*`];
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'iot:Connect', Resource: `${arn}:client/${CLAIM_CLIENT_PREFIX}*` },
      { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: topics.map((t) => `${arn}:topic/${t}`) },
      { Effect: 'Allow', Action: 'iot:Subscribe', Resource: topics.map((t) => `${arn}:topicfilter/${t}`) },
    ],
  };
}

/** What an app may do for a signed-in user: ask for a claim of this template. */
export const trustedUserPolicy = (target: Target): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:CreateProvisioningClaim', Resource: namesOf(target).templateArn }],
});

/**
 * AWS names the template for fleet provisioning and does not say what it names for a CA, so the registered CAs of this
 * account are let in as well.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/cross-service-confused-deputy-prevention.html
 */
export const jitpTrust = (target: Target): PolicyDocument =>
  iotTrust(target.place.account, [namesOf(target).templateArn, `${iotArn(target)}:cacert/*`]);

export const lambdaTrust: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** A function may write its own log. */
function logStatement({ place }: Target, functionName: string): PolicyDocument['Statement'][number] {
  const group = `arn:${place.partition}:logs:${place.region}:${place.account}:log-group:/aws/lambda/${functionName}`;
  return {
    Effect: 'Allow',
    Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: [group, `${group}:*`],
  };
}

export const logPolicy = (target: Target, functionName: string): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [logStatement(target, functionName)],
});

/** What the activation function does with a certificate that has just been registered. */
export function activationPolicy(target: Target): PolicyDocument {
  const arn = iotArn(target);
  const { activation } = namesOf(target);
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['iot:DescribeCertificate', 'iot:UpdateCertificate', 'iot:AttachPolicy'],
        Resource: `${arn}:cert/*`,
      },
      { Effect: 'Allow', Action: ['iot:CreateThing', 'iot:ListThingPrincipals'], Resource: `${arn}:thing/*` },
      // The service authorization reference names no resource type for it.
      { Effect: 'Allow', Action: 'iot:AttachThingPrincipal', Resource: '*' },
      logStatement(target, activation),
    ],
  };
}

export const bucketPolicy = ({ place, bucket = '' }: Target, key: string): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:${place.partition}:s3:::${bucket}/${key}` }],
});
