/**
 * What becomes of the extensions that a CSR asks for, whichever CA stands behind the signer (ADR 34).
 * - `client`: a client's certificate comes out of it, whatever is asked for; nothing more may.
 * - `pass`: what the CA makes of it is the CA's affair; only the certificate of a CA is never handed out.
 * - `refuse`: a CSR that asks for anything besides a client's usages is refused.
 */
export const REQUESTED_EXTENSIONS = ['client', 'pass', 'refuse'] as const;

/**
 * And of the names in its subjectAltName.
 * - `pass`: they are the device's to choose, as its subject is.
 * - `cn`: they may repeat the CN, and be nothing else.
 * - `refuse`: there may be none.
 */
export const REQUESTED_NAMES = ['pass', 'cn', 'refuse'] as const;

export interface RequestedRule {
  readonly extensions: (typeof REQUESTED_EXTENSIONS)[number];
  readonly names: (typeof REQUESTED_NAMES)[number];
}

/** Every device that Amazon's CA signs for is signed for; whoever wants it stricter says so. */
export const DEFAULT_RULE: RequestedRule = { extensions: 'client', names: 'pass' };

const EXTENSIONS = 'CERTPROV_REQUESTED_EXTENSIONS';
const NAMES = 'CERTPROV_REQUESTED_NAMES';

export const ruleEnvironment = ({ extensions, names }: RequestedRule): Record<string, string> => ({
  [EXTENSIONS]: extensions,
  [NAMES]: names,
});

type Environment = Readonly<Record<string, string | undefined>>;

/** A signer that an earlier version deployed has neither variable. Undefined for a value that is none of these. */
export function ruleFromEnvironment({
  [EXTENSIONS]: extensions = DEFAULT_RULE.extensions,
  [NAMES]: names = DEFAULT_RULE.names,
}: Environment): RequestedRule | undefined {
  const [one, other] = [REQUESTED_EXTENSIONS.find((v) => v === extensions), REQUESTED_NAMES.find((v) => v === names)];
  return one === undefined || other === undefined ? undefined : { extensions: one, names: other };
}
