import type { AuthorityHealth } from '../../authority/network-health.ts';
import type { FunctionDescription } from '../../aws/ports/ports.ts';
import type { DeployedExternal, ExternalResources } from '../../deployment/deployed-signer.ts';
import { findTlsRoots } from '../../deployment/issuer-store.ts';

/** What the CA itself says: its server, without credentials, or AWS about the key or secret that it is. */
export async function readAuthorityHealth(
  { config, issuer }: DeployedExternal,
  { vpc }: Pick<FunctionDescription, 'vpc'>,
  resources: Promise<ExternalResources>,
  home: string,
): Promise<AuthorityHealth> {
  if (config.kind === 'kms' || config.kind === 'secret') {
    const { key, secret } = await resources;
    if ((key ?? secret)?.found === null) return { state: 'not-asked', why: 'AWS was not allowed to tell of it' };
    return { state: 'answers', asked: config.kind === 'kms' ? 'kms:DescribeKey' : 'secretsmanager:DescribeSecret' };
  }
  const { askHealth } = await import('../../authority/authority-health.ts');
  const rootsPem = await findTlsRoots(home, issuer.fingerprint);
  return askHealth({ config, rootsPem, issuerPem: issuer.pem, isInVpc: vpc !== undefined });
}
