import { generateKey } from '../../csr/build-certification-request.ts';
import { encodeName } from '../../csr/distinguished-name.ts';
import { amazonSigned } from '../iot/amazon-signed.ts';
import { spkiOf } from '../stored-key.ts';
import type { DeviceCall } from './answer-request.ts';
import { issueToDevice } from './issue-to-device.ts';

const SUBJECT = encodeName([[{ type: 'CN', value: 'AWS IoT Certificate' }]]);

/** Key and certificate are AWS's, whether or not there is a certificate provider. @see https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html */
export async function createKeysAndCertificate({ call }: DeviceCall): Promise<object> {
  const { privateKey } = await generateKey('rsa-2048');
  const issued = await issueToDevice(
    'CreateKeysAndCertificateFailed',
    async () => ({
      certificate: await amazonSigned({ subject: SUBJECT, spki: spkiOf(privateKey) }, call),
      mode: 'DEFAULT',
    }),
    call,
  );
  return { ...issued, privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() };
}
