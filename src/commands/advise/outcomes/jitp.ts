import { CA_INPUT, forgetAuthority, registerAuthority } from '../kit/certificate-authority.ts';
import { namesOf } from '../kit/names.ts';
import { jitpTrust } from '../kit/policies.ts';
import {
  assertAccount,
  call,
  createDevicePolicy,
  createRole,
  deleteDevicePolicy,
  deleteRole,
  devicePolicyFile,
  giveRegistration,
  jsonText,
  ROLE_PAUSE,
  takeRegistration,
} from '../kit/steps.ts';
import { jitpTemplate } from '../kit/templates.ts';
import { GUIDE, WHITEPAPER, type Outcome } from '../outcome.ts';

export const jitp: Outcome = {
  way: 'jitp',
  name: 'just-in-time provisioning (JITP)',
  inShort: 'Devices leave the factory with a certificate from your CA; AWS IoT registers each on its first connection.',
  setUp: [
    'Register the certificate of the issuing CA with AWS IoT, with automatic registration and a provisioning template.',
    'In the factory: a key in each device, and a certificate of that CA whose common name is the serial number.',
  ],
  deviceLogic: [
    'Connect with SNI. The first connection is refused while AWS IoT registers the device: try again after some seconds, and with growing pauses.',
    'The client id is the name of the thing, which is the common name of the certificate.',
  ],
  risks: [
    'Whatever the CA signs gets in. Use a CA for devices only, and see that nobody in the factory can sign more than was ordered.',
    'A certificate without a common name cannot be provisioned: every parameter of the template must be in the subject.',
    'Certificates that were never connected are nowhere listed: keep your own list, to be able to refuse a stolen batch.',
    'A certificate that is deleted comes in again with the next connection of its device, as long as the CA is registered. To lock a device out, make its certificate INACTIVE and keep it.',
    'A first connection is several calls of the control plane; a whole batch that is switched on at once is throttled.',
  ],
  provider: {
    affected: 'no',
    says: 'Nothing. The device has its certificate already and sends no CSR. But do not let the provider sign with this same CA: certificates of the provider could then come in by just-in-time registration too.',
  },
  sources: [`${GUIDE}/jit-provisioning.html`, WHITEPAPER],
  kit(target) {
    const names = namesOf(target);
    return {
      files: [
        devicePolicyFile(target),
        {
          path: 'provisioning-template.json',
          text: jsonText(jitpTemplate(target)),
          about: 'provisioning template: thing, certificate and policy, from the subject of the certificate',
        },
        {
          path: 'registration-config.json',
          text: jsonText({ templateName: names.template }),
          about: 'ties the CA to the template',
        },
        {
          path: 'provisioning-trust.json',
          text: jsonText(jitpTrust(target)),
          about: 'trust policy of the provisioning role: AWS IoT, for this account, template and its CAs',
        },
      ],
      inputs: [CA_INPUT],
      apply: [
        assertAccount(target),
        createDevicePolicy(target),
        createRole(names.provisioningRole, 'provisioning-trust.json', 'AWS IoT registers devices with this role.'),
        giveRegistration(target, names.provisioningRole),
        ROLE_PAUSE,
        call('What a device becomes.', 'iot', 'CreateProvisioningTemplate', {
          templateName: names.template,
          type: 'JITP',
          enabled: true,
          provisioningRoleArn: names.provisioningRoleArn,
          templateBody: { file: 'provisioning-template.json' },
        }),
        registerAuthority({
          allowAutoRegistration: true,
          registrationConfig: { jsonFile: 'registration-config.json' },
        }),
      ],
      undo: [
        ...forgetAuthority(),
        call('', 'iot', 'DeleteProvisioningTemplate', { templateName: names.template }),
        takeRegistration(target, names.provisioningRole),
        deleteRole(names.provisioningRole),
        deleteDevicePolicy(target),
      ],
      firstDevice: [
        'Let a device connect that has a certificate of the CA with its serial number as common name. It is refused once and then let in; `aws iot list-things` shows it.',
      ],
    };
  },
};
