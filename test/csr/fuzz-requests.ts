import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { parseCertificationRequest, type CertificationRequest } from '../../src/csr/certification-request.ts';
import { compareSubject, samePublicKey } from '../../src/csr/compare.ts';
import { buildCertificationRequest, generateKey } from '../../src/csr/build-certification-request.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import { subjectAltName } from '../../src/csr/extensions.ts';
import { CertprovError } from '../../src/errors.ts';
import { elementsOf, tlv } from './tlv.ts';

/** What a run came to. */
export interface FuzzReport {
  readonly cases: number;
  /** Read as CSRs, whatever their signatures. */
  readonly read: number;
  /** Of these, changed, and signed again with their key. */
  readonly valid: number;
  readonly compared: number;
  readonly slowestMs: number;
}

/** A promise that did not hold, with the bytes that broke it. */
export class BrokenPromise extends Error {
  readonly der: Buffer;

  constructor(promise: string, der: Buffer, cause?: unknown) {
    super(`${promise}: ${der.toString('hex')}`, { cause });
    this.der = der;
  }
}

const MAX_MS = 100;

interface Base {
  readonly der: Buffer;
  readonly privateKey: KeyObject;
}

/** Numbers that a seed decides. @see https://en.wikipedia.org/wiki/Xorshift */
function randomFrom(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

type Random = ReturnType<typeof randomFrom>;

let bases: Promise<readonly Base[]> | undefined;

async function makeBases(): Promise<Base[]> {
  // OpenSSL is quick with P-256 and RSA alone.
  const kinds = [...Array<'ec-p256'>(14).fill('ec-p256'), 'rsa-2048', 'rsa-2048', 'ec-p384', 'ec-p521'] as const;
  return Promise.all(
    kinds.map(async (kind, index) => {
      const { privateKey } = await generateKey(kind);
      const subject = encodeName([
        [{ type: 'C', value: 'DE' }],
        [{ type: 'O', value: `Müller & Söhne ${index}` }],
        [
          { type: 'CN', value: 'device-1' },
          { type: 'serialNumber', value: '0001' },
        ],
      ]);
      const extensions = index % 2 === 0 ? [] : [subjectAltName(Buffer.from('300b8209612e6578616d706c65', 'hex'))];
      return { der: buildCertificationRequest({ subject, privateKey, extensions }).der, privateKey };
    }),
  );
}

/** A tree of DER that can be written wrongly. */
interface Node {
  tag: number;
  content: Buffer;
  children: Node[] | undefined;
}

function treeOf(der: Buffer): Node {
  const tag = der.readUInt8(0);
  const children = (tag & 0x20) !== 0 ? elementsOf(der).map(treeOf) : undefined;
  const first = der.readUInt8(1);
  return { tag, content: der.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f)), children };
}

const write = ({ tag, content, children }: Node): Buffer => tlv(tag, ...(children?.map(write) ?? [content]));

const nodesOf = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(nodesOf)];

const TAGS = [
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x14, 0x16, 0x1c, 0x1e, 0x30, 0x31, 0x80, 0xa0, 0xa3, 0x1f,
];
const OCTETS = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x1b, 0x30];
const primitive = (tag: number, content: Buffer): Node => ({ tag, content, children: undefined });

const MUTATIONS: readonly ((node: Node, random: Random, all: readonly Node[]) => void)[] = [
  (node, random) => {
    node.tag = TAGS[random(TAGS.length)]!;
  },
  (node, random) => {
    if (node.children || node.content.length === 0) return;
    node.content = Buffer.from(node.content);
    node.content[random(node.content.length)] = random(2) === 0 ? random(256) : OCTETS[random(OCTETS.length)]!;
  },
  (node, random) => {
    if (node.children) node.children.splice(random(node.children.length + 1), 1);
    else node.content = node.content.subarray(random(node.content.length + 1));
  },
  (node, random) => {
    if (!node.children?.length) return;
    node.children.push(node.children[random(node.children.length)]!);
  },
  (node) => {
    node.children?.reverse();
  },
  (node, random, all) => {
    if (!node.children) return;
    const { tag, content, children } = structuredCloneOf(all[random(all.length)]!);
    node.children.splice(random(node.children.length + 1), 0, { tag, content, children });
  },
  (node, random) => {
    if (!node.children) return;
    for (let depth = random(30); depth > 0; depth--)
      node.children = [{ tag: 0x30, content: node.content, children: node.children }];
  },
  (node, random) => {
    if (!node.children) node.content = Buffer.concat([node.content, Buffer.alloc(random(300), random(256))]);
  },
  (node, random) => {
    if (!node.children) node.content = Buffer.alloc(0);
    else node.children.push(primitive(TAGS[random(TAGS.length)]!, Buffer.alloc(random(4), 0xff)));
  },
];

const structuredCloneOf = ({ tag, content, children }: Node): Node => ({
  tag,
  content,
  children: children?.map(structuredCloneOf),
});

/** Changed as DER, as bytes, or both; what is still a CSR is sometimes signed again. */
function mutate(base: Base, random: Random): Buffer {
  const root = treeOf(base.der);
  // Most in what is signed: the rest is small, and tried byte by byte elsewhere.
  const information = root.children![0]!;
  for (let changes = random(3); changes > 0; changes--) {
    const all = nodesOf(random(4) === 0 ? root : information);
    MUTATIONS[random(MUTATIONS.length)]!(all[random(all.length)]!, random, all);
  }
  let der = write(root);
  if (random(4) === 0 && root.children?.length === 3 && root.children[2]!.tag === 3) {
    const signed = write(root.children[0]!);
    const hash = hashOf(base.privateKey);
    root.children[2] = primitive(3, Buffer.concat([Buffer.of(0), sign(hash, signed, base.privateKey)]));
    return write(root);
  }
  for (let changes = random(3); changes > 0; changes--) der[random(der.length)] = random(256);
  if (random(16) === 0) der = der.subarray(0, random(der.length));
  if (random(16) === 0) der = Buffer.concat([der, Buffer.alloc(random(9))]);
  return der;
}

const hashOf = ({ asymmetricKeyDetails }: KeyObject): string =>
  asymmetricKeyDetails?.namedCurve === 'secp521r1'
    ? 'sha512'
    : asymmetricKeyDetails?.namedCurve === 'secp384r1'
      ? 'sha384'
      : 'sha256';

/** Of the processor, since this process may have been put aside; the best of three, since others use the caches. */
function timed<T>(der: Buffer, read: () => T): { readonly value: T; readonly ms: number } {
  let best = Infinity;
  for (let attempt = 1; ; attempt++) {
    const started = process.cpuUsage();
    const value = read();
    const { user, system } = process.cpuUsage(started);
    best = Math.min(best, (user + system) / 1000);
    if (best <= MAX_MS) return { value, ms: best };
    if (attempt === 3) throw new BrokenPromise(`it took ${best.toFixed(0)} ms`, der);
  }
}

/** `undefined` when it is refused as it should be. */
export function readRequest(der: Buffer): CertificationRequest | undefined {
  try {
    return parseCertificationRequest(der);
  } catch (error) {
    if (error instanceof CertprovError) return undefined;
    throw new BrokenPromise('it threw something else than a CertprovError', der, error);
  }
}

/** What another reader of DER, and OpenSSL, make of the same bytes. */
function expectAgreement(request: CertificationRequest, der: Buffer): void {
  const [information, , signature] = elementsOf(der);
  const [, subject, spki] = elementsOf(information!);
  const agrees = request.subject.der.equals(subject!) && request.publicKey.spkiDer.equals(spki!);
  if (!agrees) throw new BrokenPromise('another reader sees another subject or key', der);
  if (!request.signatureValid) return;
  const key = createPublicKey({ key: spki!, format: 'der', type: 'spki' });
  const bits = treeOf(signature!).content.subarray(1);
  const isSigned = ['sha256', 'sha384', 'sha512'].some((hash) => verify(hash, information!, key, bits));
  if (!isSigned) throw new BrokenPromise('OpenSSL does not take its signature', der);
}

/** Reflexive, symmetric, and never the same bytes when they are not. */
function expectComparable(a: CertificationRequest, b: CertificationRequest): void {
  const there = compareSubject(a.subject, b.subject);
  const fails =
    there !== compareSubject(b.subject, a.subject) ||
    compareSubject(b.subject, b.subject) !== 'exact-der' ||
    (there === 'exact-der') !== a.subject.der.equals(b.subject.der) ||
    samePublicKey(a.publicKey, b.publicKey) !== samePublicKey(b.publicKey, a.publicKey) ||
    !samePublicKey(b.publicKey, b.publicKey);
  if (fails) throw new BrokenPromise('it compares one way and not the other', b.der);
}

/** Tries so many changed CSRs. @throws BrokenPromise */
export async function fuzzRequests(cases: number, seed: number): Promise<FuzzReport> {
  const random = randomFrom(seed);
  const made = await (bases ??= makeBases());
  const counts = { read: 0, valid: 0, compared: 0 };
  let slowestMs = 0;
  let other = parseCertificationRequest(made[0]!.der);
  for (let number = 0; number < cases; number++) {
    const base = made[random(made.length)]!;
    const der = mutate(base, random);
    const { value: request, ms } = timed(der, () => readRequest(der));
    slowestMs = Math.max(slowestMs, ms);
    if (!request) continue;
    counts.read++;
    expectAgreement(request, der);
    expectComparable(other, request);
    counts.compared++;
    other = request;
    if (request.signatureValid && !der.equals(base.der)) counts.valid++;
  }
  return { cases, ...counts, slowestMs };
}
