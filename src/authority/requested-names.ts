import { AuthorityError } from './authority-error.ts';
import type { RequestedCertificate } from './authority.ts';

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
