import { readNamedBits } from '../../../csr/der/der-fields.ts';
import { readDer } from '../../../csr/der/der-node.ts';
import { malformedContent, MORE_EXTENSIONS } from '../../../csr/extension-content.ts';
import type { Extension } from '../../../csr/extensions.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('CLIENT_AUTH', 'usable as a TLS client');

const TEMPLATE = 'use an end-entity template for clients, e.g. EndEntityClientAuthCertificate/V1';

/** What nobody but a CA or a publisher needs; with OCSPSigning the device answers for its CA (RFC 6960 §4.2.2.2). */
const SIGNS: Readonly<Record<string, string>> = {
  OCSPSigning: 'OCSP answers for its CA',
  codeSigning: 'code',
  timeStamping: 'time stamps',
};

const SSL_CLIENT = 0;

/** The bits of Netscape's certificate type; malformed content is another rule's. */
function certificateType(extensions: readonly Extension[]): readonly number[] | undefined {
  const extension = extensions.find(({ oid }) => oid === MORE_EXTENSIONS.netscapeCertType);
  return extension && malformedContent(extension) === undefined
    ? readNamedBits(readDer(extension.value), 'nsCertType')
    : undefined;
}

/** RFC 5280 §4.2.1.3 and §4.2.1.12: a TLS client signs its handshake. AWS states no rule of its own. */
export const checkClientAuth: CertificateRule = ({ certificate }) => {
  const { keyUsage, extendedKeyUsage } = certificate;
  if (keyUsage?.includes('keyCertSign'))
    return rule.fail('keyUsage has keyCertSign: a device must not sign certificates', TEMPLATE);
  if (keyUsage && !keyUsage.includes('digitalSignature')) {
    return rule.fail(
      `keyUsage is ${keyUsage.join(', ') || 'empty'}, without digitalSignature: the key may not sign a handshake`,
      TEMPLATE,
    );
  }
  const alsoSigns = [
    ...(keyUsage?.includes('cRLSign') ? ['CRLs'] : []),
    ...(extendedKeyUsage ?? []).flatMap((purpose) => SIGNS[purpose] ?? []),
  ];
  const type = certificateType(certificate.extensions);
  if (type !== undefined && !type.includes(SSL_CLIENT))
    return rule.fail('nsCertType does not have sslClient, and OpenSSL heeds it', TEMPLATE);
  const shown = keyUsage ? 'digitalSignature' : 'no keyUsage';
  if (!extendedKeyUsage) return rule.note(`${shown}, no extKeyUsage: it is good for anything, a server too`, TEMPLATE);
  if (extendedKeyUsage.includes('clientAuth'))
    return alsoSigns.length === 0
      ? rule.ok(`${shown} · clientAuth${extendedKeyUsage.includes('serverAuth') ? ', and serverAuth as well' : ''}`)
      : rule.note(`${shown} · clientAuth, and the device may sign ${alsoSigns.join(', ')} too`, TEMPLATE);
  if (extendedKeyUsage.includes('anyExtendedKeyUsage'))
    return rule.note(`${shown} · anyExtendedKeyUsage: it is good for anything`, TEMPLATE);
  return rule.fail(`extKeyUsage is ${extendedKeyUsage.join(', ')}, without clientAuth`, TEMPLATE);
};
