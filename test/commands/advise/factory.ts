import { createHash, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { buildCertificate } from '../../../src/csr/build-certificate.ts';
import { generateKey } from '../../../src/csr/build-certification-request.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import { basicConstraints } from '../../../src/csr/extensions.ts';
import { randomSerial } from '../../../src/csr/tbs-certificate.ts';

export interface MadeDevice {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** As AWS IoT numbers certificates. */
  readonly certificateId: string;
}

/** A factory with a CA of its own: devices leave it with key and certificate. */
export class Factory {
  readonly caPem: string;
  readonly #caKey: KeyObject;

  private constructor(caKey: KeyObject) {
    this.#caKey = caKey;
    this.caPem = this.#certificate('Acme Factory CA', caKey, true);
  }

  static async open(): Promise<Factory> {
    return new Factory((await generateKey('ec-p256')).privateKey);
  }

  async make(serialNumber: string): Promise<MadeDevice> {
    const { privateKey } = await generateKey('ec-p256');
    const certificatePem = this.#certificate(serialNumber, privateKey, false);
    return {
      certificatePem,
      privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      certificateId: createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex'),
    };
  }

  #certificate(commonName: string, key: KeyObject, isCa: boolean): string {
    const nameOf = (text: string) => encodeName([[{ type: 'CN', value: text }]]);
    const day = 24 * 3600 * 1000;
    return buildCertificate(
      {
        serial: randomSerial(),
        issuer: nameOf('Acme Factory CA'),
        subject: nameOf(commonName),
        spki: createPublicKey(key).export({ format: 'der', type: 'spki' }),
        notBefore: new Date(Date.now() - day),
        notAfter: new Date(Date.now() + 365 * day),
        extensions: [basicConstraints({ ca: isCa })],
        signatureAlgorithm: 'ecdsaWithSHA256',
      },
      this.#caKey,
    ).pem;
  }
}
