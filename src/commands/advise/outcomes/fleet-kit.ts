import { iotTrust } from '../../../deployment/policies/provisioning-role.ts';
import { ALLOWED_SERIALS, HOOK_CODE } from '../kit/function-code.ts';
import type { Kit, Step, Target } from '../kit/kit.ts';
import { namesOf } from '../kit/names.ts';
import { logPolicy } from '../kit/policies.ts';
import {
  assertAccount,
  call,
  createDevicePolicy,
  createFunction,
  createRole,
  deleteDevicePolicy,
  deleteFunction,
  deleteRole,
  devicePolicyFile,
  giveRegistration,
  giveRole,
  jsonText,
  lambdaTrustFile,
  letIotInvoke,
  takeRegistration,
  takeRole,
} from '../kit/steps.ts';
import { fleetTemplate } from '../kit/templates.ts';

/** AWS has one version of what it tells a hook. */
const HOOK_PAYLOAD_VERSION = '2020-04-01';

/** What both ways of fleet provisioning need: a template with its role, and a hook with its own. */
export function fleetKit(target: Target): Pick<Kit, 'files' | 'apply' | 'undo'> {
  const names = namesOf(target);
  const apply: Step[] = [
    assertAccount(target),
    createDevicePolicy(target),
    createRole(names.provisioningRole, 'provisioning-trust.json', 'AWS IoT registers devices with this role.'),
    giveRegistration(target, names.provisioningRole),
    createRole(names.hookRole, 'function-trust.json', 'The hook works with this role.'),
    giveRole(names.hookRole, 'hook-permissions.json', 'It may write its log.'),
    ...createFunction({
      name: names.hook,
      roleArn: names.hookRoleArn,
      folder: 'hook',
      variables: { TEMPLATE_ARN: names.templateArn },
      note: 'The hook: it decides on each device before it is registered.',
    }),
    letIotInvoke(names.hook, names.templateArn, target),
    call('What a device becomes.', 'iot', 'CreateProvisioningTemplate', {
      templateName: names.template,
      type: 'FLEET_PROVISIONING',
      enabled: true,
      provisioningRoleArn: names.provisioningRoleArn,
      templateBody: { file: 'provisioning-template.json' },
      preProvisioningHook: { json: { payloadVersion: HOOK_PAYLOAD_VERSION, targetArn: names.hookArn } },
    }),
  ];
  return {
    files: [
      devicePolicyFile(target),
      {
        path: 'provisioning-template.json',
        text: jsonText(fleetTemplate(target)),
        about: 'provisioning template: a thing named after the serial number, its certificate, its policy',
      },
      {
        path: 'provisioning-trust.json',
        text: jsonText(iotTrust(target.place.account, [names.templateArn])),
        about: 'trust policy of the provisioning role: AWS IoT, for this account and template only',
      },
      lambdaTrustFile,
      {
        path: 'hook-permissions.json',
        text: jsonText(logPolicy(target, names.hook)),
        about: 'the hook may write its log',
      },
      { path: 'hook/index.mjs', text: HOOK_CODE, about: 'pre-provisioning hook: checks the serial number' },
      { path: 'hook/allowed-serials.txt', text: ALLOWED_SERIALS, about: 'the serial numbers that it lets in' },
    ],
    apply,
    undo: [
      call('From here on no device comes in.', 'iot', 'DeleteProvisioningTemplate', { templateName: names.template }),
      deleteFunction(names.hook),
      takeRole(names.hookRole),
      deleteRole(names.hookRole),
      takeRegistration(target, names.provisioningRole),
      deleteRole(names.provisioningRole),
      deleteDevicePolicy(target),
    ],
  };
}

/** Where the serial numbers go, and how a change of them reaches AWS. */
export const listNote = (target: Target): readonly string[] => [
  'Put the serial numbers into hook/allowed-serials.txt before you run apply.sh: as written, the hook lets nobody in. After a change:',
  '    (cd hook && zip -q -r ../hook.zip .)',
  `    aws lambda update-function-code --region ${target.place.region} --function-name ${namesOf(target).hook} --zip-file fileb://hook.zip`,
];
