import { parseCertificateDer, type Certificate } from '../csr/certificate.ts';
import { CertprovError } from '../errors.ts';
import type { ExternalConfig, ExternalKind } from './authority.ts';
import { EnvironmentReader } from './environment-reader.ts';
import { parseObject } from './http/parse-object.ts';
import { DEFAULT_RULE, ruleEnvironment, type RequestedRule } from './requested-rule.ts';

/** What the signer of any other CA than a Private CA has to be told. */
interface ExternalConfiguration<C extends ExternalConfig = ExternalConfig> {
  readonly authority: C;
  /** The CA's own certificate, which what it issues is verified against. */
  readonly issuer: Certificate;
  readonly validityDays: number;
  readonly requested: RequestedRule;
}

/** Lambda allows 4 KB of environment; a certificate in PEM would waste a third of what base64 takes. */
export const externalEnvironment = ({
  authority: { kind, ...settings },
  issuer,
  validityDays,
  requested = DEFAULT_RULE,
}: Omit<ExternalConfiguration, 'requested'> & { readonly requested?: RequestedRule }): Record<string, string> => ({
  CERTPROV_CA_KIND: kind,
  CERTPROV_CA_SETTINGS: JSON.stringify(settings),
  CERTPROV_CA_CERTIFICATE: issuer.der.toString('base64'),
  CERTPROV_VALIDITY_DAYS: String(validityDays),
  ...ruleEnvironment(requested),
});

/** The settings are certprov's own and were checked before they were written; what is checked here is that they are whole. */
export function readExternalEnvironment<K extends ExternalKind>(
  kind: K,
  env: Readonly<Record<string, string | undefined>>,
): ExternalConfiguration<Extract<ExternalConfig, { readonly kind: K }>> {
  const read = new EnvironmentReader(env);
  read.text('CERTPROV_CA_KIND', (value) => value === kind, kind);
  const settings = read.text('CERTPROV_CA_SETTINGS', (value) => parseObject(value) !== undefined, 'a JSON object');
  const certificate = read.text(
    'CERTPROV_CA_CERTIFICATE',
    (value) => readIssuer(value) !== undefined,
    'the certificate of a CA, base64 of its DER',
  );
  const validityDays = read.validityDays();
  const requested = read.requested();
  read.throwProblems();
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as written by externalEnvironment
    authority: { kind, ...parseObject(settings) } as Extract<ExternalConfig, { readonly kind: K }>,
    issuer: readIssuer(certificate)!,
    validityDays,
    requested,
  };
}

function readIssuer(base64: string): Certificate | undefined {
  try {
    const certificate = parseCertificateDer(Buffer.from(base64, 'base64'));
    return certificate.isCa ? certificate : undefined;
  } catch (error) {
    if (error instanceof CertprovError) return undefined;
    throw error;
  }
}
