import type { DistinguishedName } from './distinguished-name.ts';
import { attributeFault, isUnknown, MAX_TOLD, rdnsOf, UNIQUE_IDENTIFIER, type Attribute } from './name-faults.ts';

/** Where a name departs from RFC 5280, appendix A.1, and is read all the same: not a fault, but worth telling. */
export function nameOddities({ der }: Pick<DistinguishedName, 'der'>): readonly string[] {
  const rdns = rdnsOf(der);
  const oddities = rdns
    .flat()
    .flatMap((attribute) =>
      attributeFault(attribute) === undefined
        ? odditiesOf(attribute).map((oddity) => `${attribute.shortName} ${oddity}`)
        : [],
    );
  return [...new Set([...structureOddities(rdns), ...oddities])].slice(0, MAX_TOLD);
}

/** Within an RDN: X.690 §11.6 has its elements in order, X.501 §9.3 each type once. */
function structureOddities(rdns: readonly (readonly Attribute[])[]): readonly string[] {
  const sets = rdns.filter(({ length }) => length > 1);
  const isUnsorted = sets.some((set) => set.some(({ der }, at) => at > 0 && Buffer.compare(set[at - 1]!.der, der) > 0));
  const isDouble = sets.some((set) => new Set(set.map(({ oid }) => oid)).size < set.length);
  return [
    ...(isUnsorted ? ['a relative name is not in the order of DER'] : []),
    ...(isDouble ? ['a relative name has an attribute twice'] : []),
  ];
}

/** X.680 §41.4. */
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/** RFC 5280 appendix A.1 and RFC 4519: characters, where a bound is given. */
const UPPER_BOUNDS: Readonly<Record<string, number>> = {
  '2.5.4.3': 64,
  '2.5.4.4': 40,
  '2.5.4.5': 64,
  '2.5.4.6': 2,
  '2.5.4.7': 128,
  '2.5.4.8': 128,
  '2.5.4.10': 64,
  '2.5.4.11': 64,
  '2.5.4.12': 64,
  '2.5.4.41': 32_768,
  '2.5.4.42': 16,
  '2.5.4.43': 5,
  '2.5.4.44': 3,
  '2.5.4.65': 128,
  '1.2.840.113549.1.9.1': 255,
};
/** A BIT STRING that nobody writes, and PKCS #9's choice of all strings. */
const OF_ANY_TYPE = [UNIQUE_IDENTIFIER, '1.2.840.113549.1.9.2'];
const COUNTRY = '2.5.4.6';
const PRINTABLE_ONLY = ['2.5.4.5', COUNTRY, '2.5.4.46'];
const IA5_ONLY = ['0.9.2342.19200300.100.1.25', '1.2.840.113549.1.9.1'];
const DIRECTORY_STRINGS = ['PrintableString', 'UTF8String', 'T61String', 'BMPString', 'UniversalString'];

function odditiesOf({ oid, stringType, value, content }: Attribute): readonly string[] {
  if (stringType === 'other') return ['is no character string, which Go does not read'];
  const { length } = Array.from(value);
  const bound = UPPER_BOUNDS[oid];
  const wanted = PRINTABLE_ONLY.includes(oid)
    ? ['PrintableString']
    : IA5_ONLY.includes(oid)
      ? ['IA5String']
      : DIRECTORY_STRINGS;
  const isMisfit = !isUnknown(oid) && !OF_ANY_TYPE.includes(oid) && !wanted.includes(stringType);
  return [
    ...(length === 0 ? ['is empty'] : []),
    ...(bound !== undefined && length > bound ? [`has ${length} characters, and RFC 5280 allows ${bound}`] : []),
    ...(oid === COUNTRY && length === 1 ? ['has one character, and a country code has two'] : []),
    ...(isMisfit
      ? [
          `is ${withArticle(stringType)}, where RFC 5280 has ${withArticle(wanted.length === 1 ? wanted[0]! : 'DirectoryString')}`,
        ]
      : []),
    ...(stringType === 'UniversalString' ? ['is a UniversalString, which Go does not read'] : []),
    ...(stringType === 'PrintableString' && !PRINTABLE.test(content.toString('latin1'))
      ? ['is a PrintableString with characters that it should not hold, and Go does not read all of them']
      : []),
    ...(stringType === 'T61String' && content.some((octet) => octet < 0x20 || octet > 0x7e)
      ? ['is a T61String with characters beyond ASCII, which each software reads otherwise']
      : []),
    ...(value.includes('\0') ? ['holds a NUL, at which some software stops reading'] : []),
  ];
}

const withArticle = (type: string): string => `${type === 'IA5String' ? 'an' : 'a'} ${type}`;
