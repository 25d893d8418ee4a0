import { execFileSync } from 'node:child_process';
import { inspect } from 'node:util';
import type { KeyObject } from 'node:crypto';

/** What of a key must not be seen: each of these is the key, or tells it. */
export interface KeySecrets {
  readonly name: string;
  readonly privateKey: KeyObject;
  /** Octets that contain the secret: PKCS#8, and the number or seed alone. */
  readonly octets: readonly Buffer[];
  readonly pem: string;
}

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');

export function secretsOf(name: string, privateKey: KeyObject): KeySecrets {
  const { d = '', p = '', q = '' } = privateKey.export({ format: 'jwk' });
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return { name, privateKey, pem, octets: [der, ...[d, p, q].filter((part) => part !== '').map(bytes)] };
}

const columns = (text: string, width: number, between = '\n'): string =>
  (text.match(new RegExp(`.{1,${width}}`, 'gs')) ?? []).join(between);
const octetsOf = (der: Buffer, each: (octet: number) => string, between: string): string =>
  [...der].map(each).join(between);
const hexOf = (octet: number): string => octet.toString(16).padStart(2, '0');

/** Python's repr of bytes. */
const pythonRepr = (der: Buffer): string =>
  `b'${octetsOf(der, (octet) => (octet >= 0x20 && octet < 0x7f && octet !== 0x27 && octet !== 0x5c ? String.fromCharCode(octet) : `\\x${hexOf(octet)}`), '')}'`;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
function base32(der: Buffer): string {
  const bits = octetsOf(der, (octet) => octet.toString(2).padStart(8, '0'), '');
  return columns(bits, 5, ' ')
    .split(' ')
    .map((group) => BASE32[Number.parseInt(group.padEnd(5, '0'), 2)])
    .join('');
}

const opensslText = (pem: string): string =>
  execFileSync('openssl', ['pkey', '-noout', '-text'], { input: pem, stdio: ['pipe', 'pipe', 'ignore'] }).toString();

/** Ways in which programs and people print a private key. */
export function spellingsOf({ privateKey, pem, octets }: KeySecrets): Readonly<Record<string, string>> {
  const der = octets[0]!;
  const number = octets[1]!;
  const hex = der.toString('hex');
  const base64 = der.toString('base64');
  const jwk = privateKey.export({ format: 'jwk' });
  return {
    PEM: pem,
    'octets as they are': der.toString('latin1'),
    'octets read as UTF-8': der.toString('utf8'),
    'letters of full width': base64.replaceAll(/[A-Za-z0-9]/g, (sign) =>
      String.fromCharCode(sign.charCodeAt(0) + 0xfee0),
    ),
    'PEM without its dashes': pem.replaceAll('-----', ''),
    'PEM with escaped line breaks': pem.replaceAll('\n', '\\n'),
    'PEM in lower case lines': pem.replaceAll(/-----(BEGIN|END)[^-]+-----/g, (line) => line.toLowerCase()),
    'PEM on one line': pem.replaceAll('\n', ' '),
    'PEM in a URL': encodeURIComponent(pem),
    'PEM in base64': Buffer.from(pem).toString('base64'),
    'PEM in a C string': pem.replaceAll(/^(.*)$/gm, '"$1\\n"'),
    'PEM joined by plus signs': pem.trim().replaceAll('\n', "' +\n  '"),
    hexadecimal: hex,
    'hexadecimal in capitals': hex.toUpperCase(),
    'hexadecimal with 0x': `0x${hex}`,
    'hexadecimal with colons': octetsOf(der, hexOf, ':'),
    'hexadecimal with colons in capitals': octetsOf(der, hexOf, ':').toUpperCase(),
    'hexadecimal with blanks': octetsOf(der, hexOf, ' '),
    'hexadecimal with hyphens': octetsOf(der, hexOf, '-'),
    'hexadecimal of the number alone with blanks': octetsOf(number, hexOf, ' '),
    'hexadecimal by fours': columns(hex, 4, ' '),
    'hexadecimal by eights': columns(hex, 8, ' '),
    'hexadecimal by sixteens': columns(hex, 16),
    'a dump as of xxd': columns(hex, 32)
      .split('\n')
      .map((line, index) => `${(index * 16).toString(16).padStart(8, '0')}: ${columns(line, 4, ' ')}`)
      .join('\n'),
    'escapes of a C string': octetsOf(der, (octet) => `\\x${hexOf(octet)}`, ''),
    'octal escapes': octetsOf(der, (octet) => `\\${octet.toString(8).padStart(3, '0')}`, ''),
    'percent signs': octetsOf(der, (octet) => `%${hexOf(octet)}`, ''),
    "Python's bytes": pythonRepr(der),
    'an array of C': `unsigned char key[] = { ${octetsOf(der, (octet) => `0x${hexOf(octet)}`, ', ')} };`,
    'an array of Java': `new byte[] {${octetsOf(der, (octet) => String(octet > 127 ? octet - 256 : octet), ', ')}}`,
    'a list of numbers': JSON.stringify([...der]),
    'a list of numbers on lines': octetsOf(der, String, '\n'),
    "Node's Buffer": inspect(der, { maxArrayLength: Infinity }) + inspect(new Uint8Array(number)),
    'a Buffer in JSON': JSON.stringify(der),
    binary: octetsOf(der, (octet) => octet.toString(2).padStart(8, '0'), ' '),
    'a decimal number': BigInt(`0x${number.toString('hex')}`).toString(),
    'a decimal number by threes': columns(BigInt(`0x${number.toString('hex')}`).toString(), 3, ','),
    base64,
    'base64 without padding': base64.replaceAll('=', ''),
    base64url: der.toString('base64url'),
    'base64url of the number alone': number.toString('base64url'),
    'base64 behind data:': `data:application/pkcs8;base64,${base64}`,
    ...Object.fromEntries(
      [1, 2, 3, 4, 6, 8, 16, 20, 24, 32, 36, 48, 64, 76].map((width) => [
        `base64 at ${width} columns`,
        columns(base64, width),
      ]),
    ),
    'base64 at 16 columns, escaped line breaks': columns(base64, 16, '\\n'),
    'base64 at 36 columns, CR LF': columns(base64, 36, '\r\n'),
    'base64 at 20 columns, indented': columns(base64, 20, '\n        '),
    'base64 at 24 columns, quoted': columns(base64, 24, '" "'),
    base32: base32(der),
    'base32 by fours': columns(base32(der), 4, ' '),
    'base32 by eights': columns(base32(der), 8, '-'),
    JWK: JSON.stringify(jwk),
    'JWK on lines': JSON.stringify(jwk, null, 2),
    'JWK as Node shows it': inspect(jwk),
    'JWK within a string': JSON.stringify(JSON.stringify(jwk)),
    'openssl -text': opensslText(pem),
    'openssl -text on one line': opensslText(pem).replaceAll(/\s+/g, ' '),
    'XML of .NET': `<RSAKeyValue><D>${number.toString('base64')}</D></RSAKeyValue>`,
    UUIDs: columns(hex, 32)
      .split('\n')
      .map((part) => part.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5'))
      .join(' '),
    'a sentence around it': `cannot load the key "${base64.slice(0, 600)}": wrong passphrase`,
    'short pieces in a sentence': columns(base64, 12, ', then '),
  };
}

type Answer = { readonly payload: string; readonly functionError: string | undefined; readonly logTail: string };
const answered = (payload: unknown, functionError?: string, logTail = ''): Answer => ({
  payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  functionError,
  logTail,
});

/** Where a function can put it. `certificatePem` is a good one where there is one beside it. */
export const placesOf = (text: string, certificatePem: string): Readonly<Record<string, Answer>> => ({
  'as certificatePem': answered({ certificatePem: text }),
  'behind the certificate': answered({ certificatePem: `${certificatePem}${text}` }),
  'before the certificate': answered({ certificatePem: `${text}\n${certificatePem}` }),
  'in a member beside it': answered({ certificatePem, privateKey: text }),
  'in the names of members': answered(
    Object.fromEntries([
      ...columns(text, 32)
        .split('\n')
        .map((part) => [part, 1]),
      ['certificatePem', certificatePem],
    ]),
  ),
  'split over members alone': answered(
    Object.fromEntries(
      columns(text, 24)
        .split('\n')
        .map((part, index) => [part, `${part}${index}`]),
    ),
  ),
  'as the answer': answered(text),
  'as a string': answered(JSON.stringify(text)),
  'in errorMessage': answered({ errorType: 'Error', errorMessage: text }, 'Unhandled'),
  'behind words in errorMessage': answered({ errorType: 'Error', errorMessage: `the CA said ${text}` }, 'Unhandled'),
  'in errorType': answered({ errorType: text, errorMessage: 'no' }, 'Unhandled'),
  'in errorType and errorMessage': answered(
    { errorType: text.slice(0, 40), errorMessage: text.slice(40) },
    'Unhandled',
  ),
  'as the payload of an error': answered(text, 'Unhandled'),
  'in the stack trace': answered({ errorType: 'Error', errorMessage: 'no', trace: [text] }, 'Unhandled'),
  'in the log': answered({ certificatePem }, undefined, `START\n${text}\nREPORT RequestId: 1\tDuration: 1.00 ms\t\n`),
});

/** Fragments shorter than this are in any text by chance. */
const SHORTEST = { hex: 6, base64: 6, base32: 7, decimal: 8 };

/** How many bits of the key stand in a text, in whatever form; the places of the fragments do not matter. */
export function bitsShown(text: string, key: KeySecrets): number {
  const forms = formsOf(text);
  return Math.max(...tracesOf(key).map((trace) => shared(forms[trace.form], trace) * trace.bits));
}

type Forms = Readonly<
  Record<'hex' | 'letters' | 'digits' | 'octets' | 'characters' | 'binary' | 'octal' | 'decimal', string>
>;

/** What a text may hold of a key, each without what stands between its parts. */
function formsOf(text: string): Forms {
  const plain = text.normalize('NFKC').replaceAll(/\\[nrt]/g, ' ');
  const octets = text.replaceAll(/\\+x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number(`0x${hex}`)));
  // Octets written as numbers, signed or not.
  const numbers = [...plain.matchAll(/-?\d+/g)].map(([digits]) => digits);
  const inBase = (base: number): string =>
    Buffer.from(numbers.map((digits) => Number.parseInt(digits, base) & 0xff)).toString('latin1');
  return {
    hex: plain.replaceAll(/0x|\\x|[^A-Fa-f0-9]/g, '').toLowerCase(),
    letters: plain.replaceAll(/[^A-Za-z0-9+/_-]/g, ''),
    digits: plain.replaceAll(/\D/g, ''),
    octets,
    characters: octets.replaceAll('\uFFFD', ''),
    binary: inBase(2),
    octal: inBase(8),
    decimal: inBase(10),
  };
}

/** One spelling of a secret, its fragments found once, and how many bits a character of it tells. */
interface Trace {
  readonly form: keyof Forms;
  readonly secret: string;
  readonly shortest: number;
  readonly bits: number;
  readonly starts: ReadonlySet<string>;
}

const known = new WeakMap<KeySecrets, readonly Trace[]>();

function tracesOf(key: KeySecrets): readonly Trace[] {
  const traces = known.get(key) ?? [
    trace('letters', Buffer.from(key.pem).toString('base64'), SHORTEST.base64 * 2, 4),
    ...key.octets.flatMap((der) => [
      trace('hex', der.toString('hex'), SHORTEST.hex * 2, 4),
      trace('letters', der.toString('base64'), SHORTEST.base64, 6),
      trace('letters', der.toString('base64url'), SHORTEST.base64, 6),
      trace('letters', base32(der), SHORTEST.base32, 5),
      trace('digits', BigInt(`0x${der.toString('hex')}`).toString(), SHORTEST.decimal * 2, 3),
      trace('octets', der.toString('latin1'), 4, 8),
      trace('characters', der.toString('utf8').replaceAll('\uFFFD', ''), 4, 8),
      ...(['binary', 'octal', 'decimal'] as const).map((form) => trace(form, der.toString('latin1'), 3, 8)),
    ]),
  ];
  known.set(key, traces);
  return traces;
}

const trace = (form: keyof Forms, secret: string, shortest: number, bits: number): Trace => ({
  form,
  secret,
  shortest,
  bits,
  starts: new Set(Array.from({ length: secret.length }, (_, at) => secret.slice(at, at + shortest))),
});

/** Characters of `text` in fragments of at least `shortest` that stand in the secret too. */
function shared(text: string, { secret, shortest, starts }: Trace): number {
  let count = 0;
  for (let at = 0; at + shortest <= text.length;) {
    let length = starts.has(text.slice(at, at + shortest)) ? shortest : 0;
    while (length > 0 && at + length < text.length && secret.includes(text.slice(at, at + length + 1))) length += 1;
    if (length >= shortest) count += length;
    at += Math.max(1, length);
  }
  return count;
}
