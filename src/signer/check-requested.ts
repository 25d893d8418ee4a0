import type { AuthorityKind } from '../authority/authority.ts';
import type { RequestedRule } from '../authority/requested-rule.ts';
import type { Certificate } from '../csr/certificate.ts';
import type { CertificationRequest } from '../csr/certification-request.ts';
import { excessOf, isOfClient, nameOf } from './requested-excess.ts';
import { SignerError } from './signer-error.ts';

type Requested = Pick<CertificationRequest, 'subject' | 'subjectAltNames' | 'requestedExtensions'>;

/** sign-verbatim copies every extension of the CSR; there it is too late to look at the certificate. @see https://developer.hashicorp.com/vault/api-docs/secret/pki#sign-verbatim */
const COPIES: readonly AuthorityKind[] = ['vault'];

/** Where certprov makes the extensions or names the template that does; what the CSR asks for has no part in them. */
const OWN_EXTENSIONS: readonly AuthorityKind[] = ['acm-pca', 'kms', 'secret'];

/** Before the CA is asked: what the rule refuses, and what a CA that copies would copy. */
export function checkRequested(request: Requested, rule: RequestedRule, kind: AuthorityKind): void {
  checkNames(request, rule);
  const { requestedExtensions: asked } = request;
  if (rule.extensions === 'refuse') {
    const [other] = asked.filter((extension) => !isOfClient(extension));
    if (other) throw refused(excessOf(other)[0]?.what ?? `the extension ${nameOf(other.oid)}`, STRICT);
  }
  const mayCopy = rule.extensions !== 'pass' && COPIES.includes(kind);
  if (rule.extensions !== 'refuse' && !mayCopy) return;
  const why = rule.extensions === 'refuse' ? STRICT : 'and the CA would copy it into the certificate';
  const [excess] = asked.flatMap(excessOf);
  if (excess) throw refused(excess.what, why);
  const twice = asked.find(({ oid }, at) => asked.findIndex((other) => other.oid === oid) < at);
  if (twice) throw refused(`the extension ${nameOf(twice.oid)} twice`, why);
}

const STRICT = "and --requested-extensions refuse lets a device ask for nothing but a TLS client's certificate";

/** Behind the CA: what the CSR asked for and no client has must not be in the certificate, whoever put it there. */
export function checkGranted(
  { requestedExtensions }: Requested,
  { extensions }: Pick<Certificate, 'extensions'>,
  rule: RequestedRule,
  kind: AuthorityKind,
): void {
  if (rule.extensions === 'pass' || OWN_EXTENSIONS.includes(kind)) return;
  const asked = new Set(requestedExtensions.flatMap(excessOf).map(({ key }) => key));
  const granted = extensions.flatMap(excessOf).find(({ key }) => asked.has(key));
  if (granted === undefined) return;
  throw new SignerError(
    'CERTIFICATE_GRANTS_MORE',
    `the CSR asks for ${granted.what.slice(0, 200)}, and the CA put it into the certificate, which then is more than a TLS client's`,
  );
}

/** Those that have a text: a directoryName or an otherName is never another spelling of a CN. */
const NAME = /^(?:DNS|URI|IP|email):([!-[\]-~]+)$/;

/** AWS IoT, and whoever lets a device in by its subject, looks at the CN alone; without one there may be one name. */
function checkNames({ subject, subjectAltNames }: Requested, { names }: RequestedRule): void {
  if (names === 'pass' || subjectAltNames.length === 0) return;
  const texts = subjectAltNames.map((name) => NAME.exec(name)?.[1]);
  const own = subject.commonName ?? texts[0];
  const strange = names === 'refuse' ? 0 : texts.findIndex((text) => text === undefined || text !== own);
  if (strange < 0) return;
  const shown = JSON.stringify((subjectAltNames[strange] ?? '').slice(0, 100));
  const why =
    names === 'refuse' ? 'and --requested-names refuse lets it ask for none' : 'and only its CN may be repeated there';
  throw new SignerError('CSR_NAMES_REFUSED', `the CSR asks for the subjectAltName ${shown}, ${why}`);
}

const refused = (what: string, why: string): SignerError =>
  new SignerError('CSR_EXTENSIONS_REFUSED', `the CSR asks for ${what.slice(0, 200)}, ${why}`);
