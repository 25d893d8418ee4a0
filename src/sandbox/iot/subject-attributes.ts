import { parseCertificate } from '../../csr/certificate.ts';
import type { DistinguishedName } from '../../csr/names/distinguished-name.ts';

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/cert-policy-variables.html */
const POLICY_NAMES: Readonly<Record<string, string>> = {
  CN: 'CommonName',
  C: 'Country',
  O: 'Organization',
  OU: 'OrganizationalUnit',
  ST: 'State',
  dnQualifier: 'DistinguishedNameQualifier',
  serialNumber: 'SerialNumber',
  title: 'Title',
  SN: 'Surname',
  GN: 'GivenName',
  initials: 'Initials',
  pseudonym: 'Pseudonym',
  generationQualifier: 'GenerationQualifier',
};

const known = new Map<string, ReadonlyMap<string, string>>();

/**
 * The attributes of a certificate's names by the variables that policies have for them, without `iot:`. The first value
 * of an attribute has the plain name, the next ones `.1`, `.2`, …
 */
export function subjectAttributes(pem: string): ReadonlyMap<string, string> {
  let found = known.get(pem);
  if (found === undefined) {
    const certificate = parseCertificate(pem);
    found = new Map([
      ['Certificate.SerialNumber', certificate.serialNumber],
      ...namesOf('Certificate.Subject', certificate.subject),
      ...namesOf('Certificate.Issuer', certificate.issuer),
    ]);
    if (known.size > 1000) known.clear();
    known.set(pem, found);
  }
  return found;
}

function namesOf(prefix: string, name: DistinguishedName): readonly (readonly [string, string])[] {
  const seen = new Map<string, number>();
  return name.rdns.flat().flatMap(({ shortName, value }) => {
    const attribute = POLICY_NAMES[shortName];
    if (attribute === undefined) return [];
    const count = seen.get(attribute) ?? 0;
    seen.set(attribute, count + 1);
    return [[`${prefix}.${attribute}${count === 0 ? '' : `.${count}`}`, value] as const];
  });
}
