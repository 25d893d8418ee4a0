import type { ASN1Subject } from '@aws-sdk/client-acm-pca';

/** Most specific part first, as RFC 4514 writes names. */
const ATTRIBUTES = [
  ['CommonName', 'CN'],
  ['SerialNumber', 'serialNumber'],
  ['Pseudonym', 'pseudonym'],
  ['GivenName', 'givenName'],
  ['Initials', 'initials'],
  ['Surname', 'SN'],
  ['GenerationQualifier', 'generationQualifier'],
  ['Title', 'title'],
  ['DistinguishedNameQualifier', 'dnQualifier'],
  ['OrganizationalUnit', 'OU'],
  ['Organization', 'O'],
  ['Locality', 'L'],
  ['State', 'ST'],
  ['Country', 'C'],
] as const;

/** The order of the CA's certificate is not in the answer, so this is for reading only. */
export function subjectText(subject: ASN1Subject | undefined): string {
  if (!subject) return '';
  const named = ATTRIBUTES.flatMap(([member, shortName]) => {
    const value = subject[member];
    return value === undefined ? [] : [`${shortName}=${escaped(value)}`];
  });
  const custom = (subject.CustomAttributes ?? []).map(
    ({ ObjectIdentifier, Value = '' }) => `${ObjectIdentifier}=${escaped(Value)}`,
  );
  return [...named, ...custom].join(', ');
}

/** @see https://www.rfc-editor.org/rfc/rfc4514#section-2.4 */
const escaped = (value: string): string => value.replace(/[\\,+"<>;]/g, String.raw`\$&`);
