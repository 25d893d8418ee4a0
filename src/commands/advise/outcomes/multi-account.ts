import {
  assertAccount,
  attachDevice,
  call,
  createDevicePolicy,
  deleteDevicePolicy,
  devicePolicyFile,
} from '../kit/steps.ts';
import { GUIDE, WHITEPAPER, type Outcome } from '../outcome.ts';

export const multiAccount: Outcome = {
  way: 'multi-account',
  name: 'multi-account registration (MAR)',
  inShort: 'Each certificate is registered by itself, without its CA, in every account that shall know the device.',
  setUp: [
    'Get the certificates of the devices as files: from the factory, or from the list that the maker of the secure elements delivers.',
    'Register each of them in each account and Region, with a thing and a policy, before the device connects.',
  ],
  deviceLogic: [
    'Connect to the endpoint of the account, with SNI: it says which account is meant. There is nothing else to do, and the first connection works.',
  ],
  risks: [
    'A device is let in by whoever registers its certificate: protect the list, and who may call RegisterCertificateWithoutCA.',
    'AWS IoT does not verify who signed the certificate. That the list came from the maker is for you to verify.',
    'What is changed or revoked must be changed in every account.',
  ],
  provider: {
    affected: 'no',
    says: 'Nothing. You hand in certificates that exist; no CSR is sent. A certificate provider cannot be shared either: each account and Region has its own.',
  },
  sources: [`${GUIDE}/manual-cert-registration.html`, WHITEPAPER],
  kit: (target) => ({
    files: [devicePolicyFile(target)],
    inputs: [],
    apply: [assertAccount(target), createDevicePolicy(target)],
    undo: [deleteDevicePolicy(target)],
    perDevice: [
      {
        path: 'register-device.sh',
        about: 'one device: its certificate, which you have as a file, and its thing',
        takes: ['SERIAL_NUMBER', 'CERTIFICATE_FILE'],
        steps: [
          call(
            'Its certificate, without a CA.',
            'iot',
            'RegisterCertificateWithoutCA',
            {
              certificatePem: { fileNamedBy: 'CERTIFICATE_FILE' },
              status: 'ACTIVE',
            },
            { keep: { variable: 'CERTIFICATE_ARN', path: 'certificateArn' } },
          ),
          ...attachDevice(target),
        ],
      },
    ],
    firstDevice: [
      '    sh register-device.sh SN-0001 certificates/SN-0001.pem',
      'The path is seen from this folder. For the next account or Region let certprov write another folder, or change the account in the files.',
    ],
  }),
};
