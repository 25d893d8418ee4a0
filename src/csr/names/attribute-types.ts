/** RFC 4514 §3, RFC 4519 and the usual additions, as `openssl` spells them. */
export const SHORT_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.13': 'description',
  '2.5.4.15': 'businessCategory',
  '2.5.4.17': 'postalCode',
  '2.5.4.41': 'name',
  '2.5.4.42': 'GN',
  '2.5.4.43': 'initials',
  '2.5.4.44': 'generationQualifier',
  '2.5.4.45': 'x500UniqueIdentifier',
  '2.5.4.46': 'dnQualifier',
  '2.5.4.65': 'pseudonym',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '1.2.840.113549.1.9.2': 'unstructuredName',
};

export const COMMON_NAME = '2.5.4.3';

/** RFC 5280 appendix A.1: where it leaves no choice; every other text is a UTF8String. */
export const FIXED_STRING_TYPES: Readonly<Record<string, 'PrintableString' | 'IA5String'>> = {
  '2.5.4.5': 'PrintableString',
  '2.5.4.6': 'PrintableString',
  '2.5.4.46': 'PrintableString',
  '0.9.2342.19200300.100.1.25': 'IA5String',
  '1.2.840.113549.1.9.1': 'IA5String',
};

const OIDS = new Map(Object.entries(SHORT_NAMES).map(([dotted, name]) => [name, dotted]));

/** The OID for a short name, or the OID itself. */
export function attributeOid(type: string): string {
  const dotted = OIDS.get(type) ?? type;
  if (!/^[0-2](\.\d+)+$/.test(dotted)) throw new RangeError(`"${type}" is no attribute type`);
  return dotted;
}
