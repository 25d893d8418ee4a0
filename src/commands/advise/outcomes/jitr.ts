import { CA_INPUT, forgetAuthority, registerAuthority } from '../kit/certificate-authority.ts';
import { ACTIVATION_CODE, ALLOWED_SERIALS } from '../kit/function-code.ts';
import { namesOf } from '../kit/names.ts';
import { activationPolicy } from '../kit/policies.ts';
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
  giveRole,
  jsonText,
  lambdaTrustFile,
  letIotInvoke,
  takeRole,
} from '../kit/steps.ts';
import { GUIDE, WHITEPAPER, type Outcome } from '../outcome.ts';

/** Replaced when the CA is registered and its id is known. */
const CA_WORD = 'CA_CERTIFICATE_ID';

export const jitr: Outcome = {
  way: 'jitr',
  name: 'just-in-time registration (JITR)',
  inShort:
    'Devices leave the factory with a certificate from your CA; your code decides on each when it first connects.',
  setUp: [
    'Register the certificate of the issuing CA with AWS IoT, with automatic registration and no template.',
    'A rule on the topic $aws/events/certificates/registered/<CA id> calls your function, which makes the thing, attaches the policy and activates the certificate, or refuses.',
  ],
  deviceLogic: [
    'Connect with SNI. The first connection is refused; the certificate is registered as PENDING_ACTIVATION, and your function runs. Try again after some seconds, and with growing pauses.',
    'The client id is the name of the thing.',
  ],
  risks: [
    'When the function fails, devices stay outside: watch its errors, and keep a way to activate by hand.',
    'Every certificate of the CA is registered and starts your function, also one that you will refuse.',
    'A certificate that is deleted is registered again with the next connection of its device, as long as the CA is, and the function decides anew. To lock a device out, make its certificate INACTIVE and keep it.',
    'The function may change certificates and things of the account; keep its code as small as it is.',
  ],
  provider: {
    affected: 'no',
    says: 'Nothing. The device has its certificate already and sends no CSR. But do not let the provider sign with this same CA: its certificates would start this function too.',
  },
  sources: [`${GUIDE}/auto-register-device-cert.html`, WHITEPAPER],
  kit(target) {
    const names = namesOf(target);
    const { partition, region, account } = target.place;
    const ruleArn = `arn:${partition}:iot:${region}:${account}:rule/${names.rule}`;
    return {
      files: [
        devicePolicyFile(target),
        lambdaTrustFile,
        {
          path: 'activation-permissions.json',
          text: jsonText(activationPolicy(target)),
          about: 'what the function may do',
        },
        { path: 'activation/index.mjs', text: ACTIVATION_CODE, about: 'the function that lets a device in, or not' },
        { path: 'activation/allowed-serials.txt', text: ALLOWED_SERIALS, about: 'the serial numbers that it lets in' },
        {
          path: 'rule.json',
          text: jsonText({
            sql: `SELECT * FROM '$aws/events/certificates/registered/${CA_WORD}'`,
            awsIotSqlVersion: '2016-03-23',
            actions: [{ lambda: { functionArn: names.activationArn } }],
          }),
          about: 'calls the function for each certificate of the CA that is registered',
        },
      ],
      inputs: [CA_INPUT],
      apply: [
        assertAccount(target),
        createDevicePolicy(target),
        createRole(names.activationRole, 'function-trust.json', 'The function works with this role.'),
        giveRole(names.activationRole, 'activation-permissions.json', 'What it may do.'),
        ...createFunction({
          name: names.activation,
          roleArn: names.activationRoleArn,
          folder: 'activation',
          variables: { DEVICE_POLICY: names.devicePolicy },
          note: 'The function that decides.',
        }),
        letIotInvoke(names.activation, ruleArn, target),
        registerAuthority(),
        call('The rule that calls the function.', 'iot', 'CreateTopicRule', {
          ruleName: names.rule,
          topicRulePayload: { jsonFile: 'rule.json', replace: { [CA_WORD]: 'CA_CERTIFICATE_ID' } },
        }),
        call(
          'Last, when somebody listens: certificates of the CA are registered from now on.',
          'iot',
          'UpdateCACertificate',
          {
            certificateId: { variable: 'CA_CERTIFICATE_ID' },
            newAutoRegistrationStatus: 'ENABLE',
          },
        ),
      ],
      undo: [
        ...forgetAuthority(),
        call('', 'iot', 'DeleteTopicRule', { ruleName: names.rule }),
        deleteFunction(names.activation),
        takeRole(names.activationRole),
        deleteRole(names.activationRole),
        deleteDevicePolicy(target),
      ],
      firstDevice: [
        'Put its serial number into activation/allowed-serials.txt before you run apply.sh. Let the device connect; it is refused once, and let in when the function has run. The log group is /aws/lambda/' +
          `${names.activation}.`,
      ],
    };
  },
};
