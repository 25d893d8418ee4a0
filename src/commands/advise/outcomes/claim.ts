import { namesOf } from '../kit/names.ts';
import { CLAIM_CLIENT_PREFIX, claimPolicy } from '../kit/policies.ts';
import { call, deactivate, deleteCertificate, jsonText } from '../kit/steps.ts';
import { CLAIM_POLICY_TRAP, GUIDE, WHITEPAPER, type Outcome } from '../outcome.ts';
import { fleetKit, listNote } from './fleet-kit.ts';

const CLAIM = { variable: 'CLAIM_CERTIFICATE_ARN' } as const;

export const claim: Outcome = {
  way: 'claim',
  name: 'fleet provisioning by claim',
  inShort: 'Devices leave the factory with a claim that many share, and exchange it for a certificate of their own.',
  setUp: [
    'A provisioning template with its role, and a hook that looks at each device before it is registered.',
    'A claim certificate and key, with a policy that allows to ask for a certificate and nothing else; one per batch, so that one can be withdrawn without the others.',
    'In the factory: the claim in the image, and a serial number in each device.',
  ],
  deviceLogic: [
    'Make a key. Connect with the claim, publish the CSR to $aws/certificates/create-from-csr/json, register with the template, store the certificate, and connect again with it.',
    `Subscribe to the accepted and rejected topics before publishing. The client id begins with ${CLAIM_CLIENT_PREFIX} while the claim is used.`,
    'Keep the claim for the day on which the certificate is lost, or delete it if that day shall not come.',
  ],
  risks: [
    'Everybody who opens one device has the claim. What stands between them and your account is the hook: keep its list short and current.',
    'The hook written here does not know whether a serial number has come in before. When it has, the thing gets a second certificate.',
    'When a claim has leaked, make it INACTIVE: devices that are provisioned already keep working, the rest of the batch needs a new image.',
  ],
  trap: CLAIM_POLICY_TRAP,
  provider: {
    affected: 'yes',
    says: 'The CSR is signed by your CA through your function, for every device and template of the account at once, provided that devices send a CSR at all. Your certificates end when you say so: firmware must renew them. Certificates that AWS signs are valid until 2049.',
  },
  sources: [`${GUIDE}/provision-wo-cert.html`, `${GUIDE}/pre-provisioning-hook.html`, WHITEPAPER],
  kit(target) {
    const names = namesOf(target);
    const fleet = fleetKit(target);
    return {
      files: [
        ...fleet.files,
        {
          path: 'claim-policy.json',
          text: jsonText(claimPolicy(target)),
          about: 'IoT policy of the claim: send a CSR, register through this template, and nothing else',
        },
      ],
      inputs: [],
      apply: [
        ...fleet.apply,
        call('What a claim may do.', 'iot', 'CreatePolicy', {
          policyName: names.claimPolicy,
          policyDocument: { file: 'claim-policy.json' },
        }),
        call(
          'The claim. Its key is a secret of the whole batch.',
          'iot',
          'CreateKeysAndCertificate',
          { setAsActive: true },
          {
            keep: { variable: CLAIM.variable, path: 'certificateArn' },
            save: { certificatePem: 'claim.certificate.pem', 'keyPair.PrivateKey': 'claim.private-key.pem' },
          },
        ),
        call('', 'iot', 'AttachPolicy', { policyName: names.claimPolicy, target: CLAIM }),
      ],
      undo: [
        deactivate(CLAIM.variable),
        call('', 'iot', 'DetachPolicy', { policyName: names.claimPolicy, target: CLAIM }),
        ...deleteCertificate(CLAIM.variable),
        call('', 'iot', 'DeletePolicy', { policyName: names.claimPolicy }),
        ...fleet.undo,
      ],
      firstDevice: [
        ...listNote(target),
        'Then be the device:',
        `    certprov device provision --region ${target.place.region} --claim-certificate claim.certificate.pem --claim-key claim.private-key.pem --template ${names.template} --parameter SerialNumber=SN-0001 --client-id ${CLAIM_CLIENT_PREFIX}SN-0001`,
      ],
    };
  },
};
