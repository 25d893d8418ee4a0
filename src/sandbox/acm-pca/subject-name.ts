import { encodeName } from '../../csr/names/distinguished-name.ts';

/** Members of ASN1Subject and their attribute types, in the order in which the sandbox writes them. */
const ATTRIBUTES = {
  Country: '2.5.4.6',
  Organization: '2.5.4.10',
  OrganizationalUnit: '2.5.4.11',
  DistinguishedNameQualifier: '2.5.4.46',
  State: '2.5.4.8',
  Locality: '2.5.4.7',
  CommonName: '2.5.4.3',
  SerialNumber: '2.5.4.5',
  Title: '2.5.4.12',
  Surname: '2.5.4.4',
  GivenName: '2.5.4.42',
  Initials: '2.5.4.43',
  Pseudonym: '2.5.4.65',
  GenerationQualifier: '2.5.4.44',
};

/** @see https://docs.aws.amazon.com/privateca/latest/APIReference/API_ASN1Subject.html */
export function encodeSubject(subject: Readonly<Record<string, string>>): Buffer {
  const rdns = Object.entries(ATTRIBUTES).flatMap(([member, type]) => {
    const value = subject[member];
    return value === undefined ? [] : [[{ type, value }]];
  });
  return encodeName(rdns);
}
