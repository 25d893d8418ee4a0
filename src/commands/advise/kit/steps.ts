import type { Argument, Call, DeviceScript, KitFile, Pause, Step, Target } from './kit.ts';
import { namesOf } from './names.ts';
import { devicePolicy, lambdaTrust } from './policies.ts';

export const jsonText = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** Rights of one role, in a file of their own, by this name in the role. */
const INLINE_POLICY = 'certprov-advise';

export const call = (
  note: string,
  service: Call['service'],
  operation: string,
  parameters: Call['parameters'],
  more: Pick<Call, 'keep' | 'save' | 'expect'> = {},
): Call => ({ note, service, operation, parameters, ...more });

/** First of all, since every name in the files belongs to this account. */
export const assertAccount = ({ place }: Target): Call =>
  call(
    'The files are for this account.',
    'sts',
    'GetCallerIdentity',
    {},
    {
      expect: { path: 'Account', value: place.account },
    },
  );

export const createRole = (roleName: string, trustFile: string, note: string): Call =>
  call(note, 'iam', 'CreateRole', { RoleName: roleName, AssumeRolePolicyDocument: { file: trustFile } });

export const giveRole = (roleName: string, file: string, note: string): Call =>
  call(note, 'iam', 'PutRolePolicy', { RoleName: roleName, PolicyName: INLINE_POLICY, PolicyDocument: { file } });

/** What AWS's guide gives a provisioning role. */
export const giveRegistration = (target: Target, roleName: string): Call =>
  call("Its rights: AWS's own policy for registering things.", 'iam', 'AttachRolePolicy', {
    RoleName: roleName,
    PolicyArn: namesOf(target).registrationPolicyArn,
  });

export const takeRegistration = (target: Target, roleName: string): Call =>
  call('', 'iam', 'DetachRolePolicy', { RoleName: roleName, PolicyArn: namesOf(target).registrationPolicyArn });

export const takeRole = (roleName: string): Call =>
  call('', 'iam', 'DeleteRolePolicy', { RoleName: roleName, PolicyName: INLINE_POLICY });

export const deleteRole = (roleName: string): Call => call('', 'iam', 'DeleteRole', { RoleName: roleName });

export const ROLE_PAUSE: Pause = {
  note: 'A new role cannot be used at once, and AWS does not say from when on it can. If the next command is refused, run undo.sh and then this again.',
  seconds: 15,
};

interface FunctionStep {
  readonly name: string;
  readonly roleArn: string;
  /** Folder with its code. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly note: string;
}

export const createFunction = ({ name, roleArn, folder, variables, note }: FunctionStep): Step[] => [
  ROLE_PAUSE,
  call(note, 'lambda', 'CreateFunction', {
    FunctionName: name,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: roleArn,
    Timeout: 5,
    MemorySize: 256,
    Environment: { json: { Variables: variables } },
    ZipFile: { zip: folder },
  }),
  { note: '', waitFor: 'function-active-v2', functionName: name },
];

/** Without source ARN and account anybody could have AWS IoT call the function (the confused deputy). */
export const letIotInvoke = (functionName: string, sourceArn: string, target: Target): Call =>
  call('AWS IoT may call it, on behalf of this one resource.', 'lambda', 'AddPermission', {
    FunctionName: functionName,
    StatementId: 'AllowAwsIot',
    Action: 'lambda:InvokeFunction',
    Principal: 'iot.amazonaws.com',
    SourceArn: sourceArn,
    SourceAccount: target.place.account,
  });

export const deleteFunction = (name: string): Call => call('', 'lambda', 'DeleteFunction', { FunctionName: name });

export const createDevicePolicy = (target: Target): Call =>
  call('What a provisioned device may do.', 'iot', 'CreatePolicy', {
    policyName: namesOf(target).devicePolicy,
    policyDocument: { file: 'device-policy.json' },
  });

export const deleteDevicePolicy = (target: Target): Call =>
  call('Refused while a device has it: run remove-device.sh for each of them first.', 'iot', 'DeletePolicy', {
    policyName: namesOf(target).devicePolicy,
  });

export const devicePolicyFile = (target: Target): KitFile => ({
  path: 'device-policy.json',
  text: jsonText(devicePolicy(target)),
  about: 'IoT policy of a device: connects as its own thing, speaks on topics below its own name',
});

export const lambdaTrustFile: KitFile = {
  path: 'function-trust.json',
  text: jsonText(lambdaTrust),
  about: 'trust policy of the role of the function: Lambda may assume it',
};

const THING: Argument = { variable: 'SERIAL_NUMBER' };
const CERTIFICATE: Argument = { variable: 'CERTIFICATE_ARN' };

/** Thing and certificate, attached to each other and to the policy. */
export const attachDevice = (target: Target): Call[] => [
  call('Its thing.', 'iot', 'CreateThing', { thingName: THING }),
  call('', 'iot', 'AttachThingPrincipal', { thingName: THING, principal: CERTIFICATE }),
  call('', 'iot', 'AttachPolicy', { policyName: namesOf(target).devicePolicy, target: CERTIFICATE }),
];

/** For every way: its steps do not ask how the device came in. */
export const removeDevice = (target: Target): DeviceScript => ({
  path: 'remove-device.sh',
  about: 'takes one device out again: deletes its certificate and its thing',
  takes: ['SERIAL_NUMBER'],
  steps: [
    call(
      'Its certificate.',
      'iot',
      'ListThingPrincipals',
      { thingName: THING },
      {
        keep: { variable: 'CERTIFICATE_ARN', path: 'principals[0]' },
      },
    ),
    call('From here on it cannot connect.', 'iot', 'UpdateCertificate', {
      certificateId: { variable: 'CERTIFICATE_ARN', lastPart: true },
      newStatus: 'INACTIVE',
    }),
    call('', 'iot', 'DetachPolicy', { policyName: namesOf(target).devicePolicy, target: CERTIFICATE }),
    call('', 'iot', 'DetachThingPrincipal', { thingName: THING, principal: CERTIFICATE }),
    ...deleteCertificate('CERTIFICATE_ARN'),
    call('', 'iot', 'DeleteThing', { thingName: THING }),
  ],
});

export const deactivate = (variable: string): Call =>
  call('', 'iot', 'UpdateCertificate', { certificateId: { variable, lastPart: true }, newStatus: 'INACTIVE' });

export const deleteCertificate = (variable: string): Call[] => [
  call('', 'iot', 'DeleteCertificate', { certificateId: { variable, lastPart: true } }),
];
