import { parseCertificate } from '../../../csr/certificate.ts';
import type { Finding } from '../../../finding.ts';
import { groupDigits } from '../../../terminal/quantity-text.ts';
import type { IssuingCa } from '../fleet-facts.ts';

/** The buffer of AWS's fleet-provisioning demos for FreeRTOS and Embedded C. */
const DEMO_BUFFER_BYTES = 2_048;
/** DER of a client certificate without its issuer's name and its signature: an RSA 2048 key and a plain subject. */
const REST_BYTES = 720;
const LEAF_ONLY = 'have the function return the leaf only, or use an EC CA';

/** Whether certificates of the CA, without a chain, fit into what small devices set aside for them. */
export function checkDeviceBuffers({ certificate }: Pick<IssuingCa, 'certificate'>, isOn: boolean): Finding[] {
  const bytes = certificate && leafPemBytes(certificate.pem);
  if (bytes !== undefined && bytes <= DEMO_BUFFER_BYTES) return [];
  return [
    {
      code: 'DEVICE_BUFFERS_SMALL',
      severity: 'warning',
      summary: `devices built on AWS's embedded demos keep a certificate in ${groupDigits(DEMO_BUFFER_BYTES)} bytes${bytes === undefined ? '; a chain, or an RSA 4096 CA, can be more' : `; one of this CA has about ${groupDigits(bytes)}`}`,
      // Before the switch there may be no function to try; the trial of `init` shows it.
      fix: isOn ? `see the size with \`certprov dry-run\`; ${LEAF_ONLY}` : `the trial shows the size; ${LEAF_ONLY}`,
    },
  ];
}

/** About how many characters the PEM of a certificate of this CA has; undefined for a key whose signature is not known. */
export function leafPemBytes(caPem: string): number | undefined {
  const { publicKey, subject } = parseCertificate(caPem);
  const { algorithm, bits } = publicKey;
  if (bits === undefined || !/^(RSA|EC)/.test(algorithm)) return undefined;
  // An ECDSA signature is two numbers of the size of the curve, and some DER around them.
  const signature = algorithm === 'EC' ? 2 * Math.ceil(bits / 8) + 9 : bits / 8;
  const der = REST_BYTES + Buffer.byteLength(subject.text) + signature;
  const base64 = Math.ceil(der / 3) * 4;
  return base64 + Math.ceil(base64 / 64) + 54;
}
