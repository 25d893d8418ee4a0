import type { CertificateProvider } from '../aws/ports/ports.ts';
import type { Context } from '../context.ts';
import { CertprovError, EXIT } from '../errors.ts';

/**
 * While the operator read the page, somebody else may have made the provider anew or pointed it elsewhere: then it is
 * theirs. One that has gone is no change, since it was to go.
 */
export async function assertSameProvider(shown: CertificateProvider, { reader, command }: Context): Promise<void> {
  const now = (await reader.listCertificateProviders()).find(
    ({ certificateProviderName }) => certificateProviderName === shown.certificateProviderName,
  );
  if (!now || identityOf(now) === identityOf(shown)) return;
  throw new CertprovError(
    'ACCOUNT_CHANGED',
    `the certificate provider "${shown.certificateProviderName}" was changed by somebody else in the meantime (${now.lambdaFunctionArn})`,
    { fix: `look at it with \`${command('status')}\`, then run the same command again`, exitCode: EXIT.blocked },
  );
}

const identityOf = ({ lambdaFunctionArn, creationDate, lastModifiedDate }: CertificateProvider): string =>
  JSON.stringify([lambdaFunctionArn, creationDate, lastModifiedDate]);
