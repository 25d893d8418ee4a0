import { DerError } from '../csr/der/der-error.ts';
import { EXTENSION, type Extension } from '../csr/extensions.ts';
import {
  readBasicConstraints,
  readExtendedKeyUsage,
  readKeyUsage,
  readSubjectKeyIdentifier,
} from '../csr/read-extensions.ts';
import { AuthorityError } from './authority-error.ts';
import type { RequestedCertificate } from './authority.ts';

const KEY_USAGES: readonly string[] = ['digitalSignature', 'keyEncipherment', 'keyAgreement'];
const PURPOSES: readonly string[] = ['clientAuth'];

/** What of an extension a device may not have; nothing when it may have it. */
type Rule = (extension: Extension, csr: RequestedCertificate) => readonly string[];

const beyond = (allowed: readonly string[], asked: readonly string[] = []): readonly string[] =>
  asked.filter((usage) => !allowed.includes(usage));

/** Those that have a text: a directoryName or an otherName is never another spelling of a CN. */
const NAME = /^(?:DNS|URI|IP|email):([!-[\]-~]+)$/;

/**
 * The names in the CSR's subjectAltName (RFC 5280 §4.2.1.6), which must all be its CN. AWS IoT, and whoever lets a device
 * in by its subject, looks at the CN alone: a second name would be one that the device gave itself, and that others may
 * take for a server or a user. Without a CN there may be one name, since then it is the only one.
 */
export function requestedNames({ subject, subjectAltNames }: RequestedCertificate): readonly string[] {
  const names = subjectAltNames.map((name) => NAME.exec(name)?.[1]);
  const own = subject.commonName ?? names[0];
  const strange = names.findIndex((name) => name === undefined || name !== own);
  if (strange < 0) return names.filter((name) => name !== undefined);
  const shown = JSON.stringify((subjectAltNames[strange] ?? '').slice(0, 100));
  throw new AuthorityError(
    'AUTHORITY_REFUSED_CSR',
    `the CSR asks for the subjectAltName ${shown}, and only its CN may be repeated there`,
  );
}

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  [EXTENSION.keyUsage, (extension) => beyond(KEY_USAGES, readKeyUsage([extension]))],
  [EXTENSION.extendedKeyUsage, (extension) => beyond(PURPOSES, readExtendedKeyUsage([extension]))],
  [EXTENSION.basicConstraints, (extension) => (readBasicConstraints([extension]).isCa ? ['CA:TRUE'] : [])],
  [
    EXTENSION.subjectAltName,
    // An empty one is against RFC 5280, and would be copied like that.
    (_extension, csr) => (requestedNames(csr).length === 0 ? ['no name'] : []),
  ],
  [
    EXTENSION.subjectKeyIdentifier,
    (extension) => {
      readSubjectKeyIdentifier([extension]);
      return [];
    },
  ],
]);

/**
 * For a CA that copies extensions from the CSR, or may: refuses those with which a device would get more than a client's
 * certificate. Allowed are keyUsage for TLS, clientAuth, a subjectKeyIdentifier, basicConstraints that deny, and a
 * subjectAltName that repeats the CN; each once, because which of two a CA takes is its own choice. Everything else,
 * what is unknown here first of all, is refused by name.
 */
export function policeExtensions(csr: RequestedCertificate): void {
  const seen = new Set<string>();
  for (const extension of csr.requestedExtensions) {
    const name = nameOf(extension.oid);
    const rule = RULES.get(extension.oid);
    if (!rule) throw refused(`the extension ${name}, which no device needs`);
    if (seen.has(extension.oid)) throw refused(`the extension ${name} twice`);
    seen.add(extension.oid);
    const excess = judge(rule, extension, csr, name);
    if (excess.length > 0) throw refused(`the extension ${name} with ${excess.join(', ').slice(0, 200)}`);
  }
}

function judge(rule: Rule, extension: Extension, csr: RequestedCertificate, name: string): readonly string[] {
  try {
    return rule(extension, csr);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw refused(`the extension ${name} in a malformed way: ${error.message}`);
  }
}

const refused = (what: string): AuthorityError =>
  new AuthorityError('AUTHORITY_REFUSED_CSR', `the CSR asks for ${what}; the CA may copy it into the certificate`);

const nameOf = (oid: string): string =>
  Object.entries(EXTENSION).find(([, known]) => known === oid)?.[0] ?? oid.slice(0, 100);
