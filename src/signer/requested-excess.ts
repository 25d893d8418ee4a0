import { DerError } from '../csr/der/der-error.ts';
import { readNamedBits } from '../csr/der/der-fields.ts';
import { readDer } from '../csr/der/der-node.ts';
import { EXTENSION, type Extension } from '../csr/extensions.ts';
import { readBasicConstraints, readExtendedKeyUsage, readKeyUsage } from '../csr/read-extensions.ts';
import { isEmptyList } from '../csr/request-rules.ts';

/** Netscape's certificate type, which AWS's fleet provisioning demos ask for with mbedTLS: sslClient is its first bit. */
const NETSCAPE_CERT_TYPE = '2.16.840.1.113730.1.1';
const NETSCAPE_TYPES = ['sslClient', 'sslServer', 'email', 'objsign', 'reserved', 'sslCA'];

/** A client may sign, agree on keys and have keys sent to it; none of this lets it certify, or be a server. */
const CLIENT_USAGES = ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'dataEncipherment', 'keyAgreement'];
const AGREEMENT_USAGES = ['encipherOnly', 'decipherOnly'];

/** What somebody other than the device says of it: its CA, a log, a directory. Whoever reads it trusts the CA for it. */
const STATEMENTS: Readonly<Record<string, string>> = {
  [EXTENSION.issuerAltName]: 'issuerAltName',
  [EXTENSION.nameConstraints]: 'nameConstraints',
  [EXTENSION.crlDistributionPoints]: 'crlDistributionPoints',
  [EXTENSION.certificatePolicies]: 'certificatePolicies',
  [EXTENSION.authorityKeyIdentifier]: 'authorityKeyIdentifier',
  [EXTENSION.authorityInfoAccess]: 'authorityInfoAccess',
  '2.5.29.33': 'policyMappings',
  '2.5.29.36': 'policyConstraints',
  '2.5.29.46': 'freshestCRL',
  '2.5.29.54': 'inhibitAnyPolicy',
  '1.3.6.1.5.5.7.1.7': 'ipAddrBlocks',
  '1.3.6.1.5.5.7.1.8': 'autonomousSysIds',
  '1.3.6.1.5.5.7.1.14': 'proxyCertInfo',
  '1.3.6.1.5.5.7.48.1.5': 'OCSP no-check',
  '1.3.6.1.4.1.11129.2.4.2': 'signed certificate timestamps',
  '1.3.6.1.4.1.11129.2.4.3': 'the poison of a precertificate',
  '1.3.6.1.4.1.311.25.2': 'the SID of a Windows account',
};

/** Microsoft's copy of extKeyUsage, as certreq writes it beside the name of a template; clientAuth alone is a client's. */
const APPLICATION_POLICIES = '1.3.6.1.4.1.311.21.10';
const CLIENT_AUTH_POLICY = '300c300a06082b06010505070302';

/** One thing that is more than a client's; the same `key` in CSR and certificate means that it was granted. */
interface Excess {
  readonly what: string;
  readonly key: string;
}

/** What of an extension would make more than a TLS client of a device. Content that cannot be read is more, too. */
export function excessOf(extension: Extension): readonly Excess[] {
  const { oid, value, critical } = extension;
  const whole = (what: string): Excess[] => [{ what, key: `${oid} ${value.toString('hex')}` }];
  const beyond = (name: string, allowed: readonly string[], asked: readonly string[] = []): Excess[] =>
    asked.filter((use) => !allowed.includes(use)).map((use) => ({ what: `${name} ${use}`, key: `${oid} ${use}` }));
  try {
    switch (oid) {
      case EXTENSION.keyUsage:
        return beyond('keyUsage', [...CLIENT_USAGES, ...AGREEMENT_USAGES], readKeyUsage([extension]));
      case EXTENSION.extendedKeyUsage:
        return beyond('extendedKeyUsage', ['clientAuth'], readExtendedKeyUsage([extension]));
      case NETSCAPE_CERT_TYPE:
        return beyond(
          'netscapeCertType',
          ['sslClient'],
          readNamedBits(readDer(value), 'netscapeCertType').map((bit) => NETSCAPE_TYPES[bit] ?? `bit ${bit}`),
        );
      case EXTENSION.basicConstraints:
        return readBasicConstraints([extension]).isCa ? [{ what: 'basicConstraints CA:TRUE', key: oid }] : [];
      case EXTENSION.subjectAltName:
        return isEmptyList(value) ? whole('a subjectAltName without a name') : [];
      case EXTENSION.subjectKeyIdentifier:
        return [];
      case APPLICATION_POLICIES:
        return value.toString('hex') === CLIENT_AUTH_POLICY ? [] : whole('application policies besides clientAuth');
      default: {
        const statement = STATEMENTS[oid];
        if (statement !== undefined) return whole(statement);
        // RFC 5280 §4.2: whoever does not know it has to refuse the certificate.
        return critical ? [{ what: `the critical extension ${oid.slice(0, 100)}`, key: oid }] : [];
      }
    }
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return whole(`${nameOf(oid)} in a malformed way (${error.message})`);
  }
}

/** What any TLS client may ask for; anything else is somebody's own, harmless or not. */
export const isOfClient = (extension: Extension): boolean =>
  CLIENTS.has(extension.oid) && excessOf(extension).length === 0;

const CLIENTS: ReadonlySet<string> = new Set([
  EXTENSION.keyUsage,
  EXTENSION.extendedKeyUsage,
  EXTENSION.basicConstraints,
  EXTENSION.subjectAltName,
  EXTENSION.subjectKeyIdentifier,
  NETSCAPE_CERT_TYPE,
]);

export const nameOf = (oid: string): string =>
  oid === NETSCAPE_CERT_TYPE
    ? 'netscapeCertType'
    : (Object.entries(EXTENSION).find(([, known]) => known === oid)?.[0] ?? STATEMENTS[oid] ?? oid.slice(0, 100));
