import { buildCertificationRequest, generateKey, type SampleKeyType } from '../csr/build-certification-request.ts';
import { encodeName } from '../csr/names/distinguished-name.ts';
import { parseName } from '../csr/names/parse-name.ts';

interface KeyAndCsr {
  /** PKCS#8. */
  readonly privateKeyPem: string;
  readonly csrPem: string;
}

/** What most devices use. */
const DEVICE_KEY_TYPE: SampleKeyType = 'ec-p256';

/** A key of the device's own, and the request for its certificate; `subject` as in `CN=SN-0001,O=Acme`. */
export async function createKeyAndCsr(subject: string, keyType: SampleKeyType = DEVICE_KEY_TYPE): Promise<KeyAndCsr> {
  const name = encodeName(parseName(subject));
  const { privateKey } = await generateKey(keyType);
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    csrPem: buildCertificationRequest({ subject: name, privateKey }).pem,
  };
}
