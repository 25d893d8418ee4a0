import { namesOf } from '../kit/names.ts';
import { trustedUserPolicy } from '../kit/policies.ts';
import { jsonText } from '../kit/steps.ts';
import { GUIDE, WHITEPAPER, type Outcome } from '../outcome.ts';
import { fleetKit, listNote } from './fleet-kit.ts';

export const trustedUser: Outcome = {
  way: 'trusted-user',
  name: 'fleet provisioning by trusted user',
  inShort: 'An app of somebody you know gets a claim for five minutes and hands it to the device.',
  setUp: [
    'A provisioning template with its role, and a hook that looks at each device before it is registered.',
    'The app signs its user in and calls CreateProvisioningClaim for that template, and for no other.',
  ],
  deviceLogic: [
    'Get the claim from the app (Bluetooth, a local network, a cable). Make a key. Connect with the claim, publish the CSR to $aws/certificates/create-from-csr/json, register with the template, and connect again with the new certificate.',
    'Subscribe to the accepted and rejected topics before publishing. All of it within the five minutes of the claim; on failure ask the app for a new one.',
  ],
  risks: [
    'Whoever can sign in can bring in devices: the hook should know which device belongs to whom.',
    'The way from the app to the device carries a private key: use one that others cannot listen to.',
    'The hook written here does not know whether a serial number has come in before. When it has, the thing gets a second certificate.',
  ],
  provider: {
    affected: 'yes',
    says: 'The CSR is signed by your CA through your function, for every device and template of the account at once. Its 5 seconds count within the five minutes of the claim. Your certificates end when you say so: firmware must renew them. Certificates that AWS signs are valid until 2049.',
  },
  sources: [`${GUIDE}/provision-wo-cert.html`, `${GUIDE}/pre-provisioning-hook.html`, WHITEPAPER],
  kit(target) {
    const { files, apply, undo } = fleetKit(target);
    return {
      files: [
        ...files,
        {
          path: 'app-permissions.json',
          text: jsonText(trustedUserPolicy(target)),
          about: 'for the IAM role of signed-in users of the app: claims of this template, and nothing else',
        },
      ],
      inputs: [],
      apply,
      undo,
      firstDevice: [
        ...listNote(target),
        'Then be the app and the device in one, with your own AWS credentials:',
        `    certprov device provision --region ${target.place.region} --trusted-user --template ${namesOf(target).template} --parameter SerialNumber=SN-0001`,
      ],
    };
  },
};
