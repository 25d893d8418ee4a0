import type { ExternalConfig } from '../authority/authority.ts';
import { readExternalEnvironment } from '../authority/external-environment.ts';
import type { FunctionDescription } from '../aws/ports/ports.ts';
import { asIssuer, type IssuerCertificate } from './issuer-certificate.ts';
import { isExternalKind } from '../steps/external/external.ts';

export interface DeployedExternal {
  readonly config: ExternalConfig;
  readonly issuer: IssuerCertificate;
}

/** What a built-in signer is set to, from its environment; undefined for any other function, and for damaged settings. */
export function deployedExternal(environment: FunctionDescription['environment']): DeployedExternal | undefined {
  const kind = environment['CERTPROV_CA_KIND'] ?? '';
  if (!isExternalKind(kind)) return undefined;
  try {
    const { authority, issuer } = readExternalEnvironment(kind, environment);
    return { config: authority, issuer: asIssuer(issuer.pem) };
  } catch (error) {
    if (error instanceof Error && error.name === 'ConfigurationInvalid') return undefined;
    throw error;
  }
}
