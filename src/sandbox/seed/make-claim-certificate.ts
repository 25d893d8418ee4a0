import { buildCertificate } from '../../csr/build-certificate.ts';
import { generateKey } from '../../csr/build-certification-request.ts';
import { encodeName } from '../../csr/names/distinguished-name.ts';
import { basicConstraints, keyUsage } from '../../csr/extensions.ts';
import { randomSerial } from '../../csr/tbs-certificate.ts';
import { AMAZON_END, AMAZON_NAME } from '../iot/amazon-ca.ts';
import { newCertificate, type NewCertificate } from '../iot/amazon-signed.ts';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../sandbox.ts';

/** A claim certificate that devices out there carry: nobody here has its key, and it is kept nowhere. */
export async function makeClaimCertificate(commonName: string, notBefore: Date): Promise<NewCertificate> {
  const [holder, issuer] = [await generateKey('ec-p256'), await generateKey('ec-p256')];
  const built = buildCertificate(
    {
      serial: randomSerial(),
      issuer: AMAZON_NAME,
      subject: encodeName([[{ type: 'CN', value: commonName }]]),
      spki: holder.publicKey.export({ format: 'der', type: 'spki' }),
      notBefore,
      notAfter: AMAZON_END,
      extensions: [basicConstraints({ ca: false }), keyUsage(['digitalSignature'])],
      signatureAlgorithm: 'ecdsaWithSHA256',
    },
    issuer.privateKey,
  );
  return newCertificate(
    { ...built, notBefore, notAfter: AMAZON_END },
    { account: SANDBOX_ACCOUNT, region: SANDBOX_REGION },
  );
}
