import {
  assertAccount,
  attachDevice,
  call,
  createDevicePolicy,
  deleteDevicePolicy,
  devicePolicyFile,
} from '../kit/steps.ts';
import { GUIDE, type Outcome } from '../outcome.ts';

export const singleThing: Outcome = {
  way: 'single-thing',
  name: 'single thing, for development',
  inShort: 'You make thing, key, certificate and policy by hand, and copy the key to the device.',
  setUp: [
    'One IoT policy for all your development devices.',
    'Per device: a thing, a key and a certificate from AWS IoT, and the policy attached to the certificate.',
  ],
  deviceLogic: [
    'None: the device has its key and certificate and connects with them, as a client named like its thing.',
  ],
  risks: [
    'The private key is made by AWS and travels through your shell: right for a desk, wrong for a product.',
    'It does not scale, and what is done by hand differs from device to device.',
    'Certificates that AWS signs are valid until 2049; delete those of boards that are given away.',
  ],
  provider: {
    affected: 'no',
    says: 'Nothing. A certificate provider concerns CSRs that devices send over MQTT; this call makes key and certificate together, and AWS signs it. So it also does not show you how devices of a fleet will fare.',
  },
  sources: [`${GUIDE}/single-thing-provisioning.html`],
  kit: (target) => ({
    files: [devicePolicyFile(target)],
    inputs: [],
    apply: [assertAccount(target), createDevicePolicy(target)],
    undo: [deleteDevicePolicy(target)],
    perDevice: [
      {
        path: 'add-device.sh',
        about: 'one device: thing, key and certificate, which go into files named after it',
        takes: ['SERIAL_NUMBER'],
        steps: [
          call(
            'Key and certificate; AWS shows the key this once.',
            'iot',
            'CreateKeysAndCertificate',
            { setAsActive: true },
            {
              keep: { variable: 'CERTIFICATE_ARN', path: 'certificateArn' },
              save: {
                certificatePem: '${SERIAL_NUMBER}.certificate.pem',
                'keyPair.PrivateKey': '${SERIAL_NUMBER}.private-key.pem',
              },
            },
          ),
          ...attachDevice(target),
        ],
      },
    ],
    firstDevice: [
      '    sh add-device.sh SN-0001',
      'Copy SN-0001.certificate.pem and SN-0001.private-key.pem to the device. It connects with the client id SN-0001 and may use topics below devices/SN-0001/.',
    ],
  }),
};
