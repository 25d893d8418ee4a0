import { CertprovError, EXIT } from './errors.ts';

/**
 * Node.js would take any certificate of any server, also where the SDK looks for credentials. certprov asks for
 * verification wherever it connects itself; here it says so, rather than to work on a machine that is set up to be fooled.
 * @see https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue
 */
export function assertTlsVerified(env: NodeJS.ProcessEnv = process.env): void {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return;
  const error = new CertprovError(
    'USAGE_INVALID',
    'NODE_TLS_REJECT_UNAUTHORIZED=0 is set: with it Node.js trusts whoever answers',
    {
      fix: 'unset NODE_TLS_REJECT_UNAUTHORIZED; a root of your own goes into NODE_EXTRA_CA_CERTS=<file.pem>',
      exitCode: EXIT.usage,
    },
  );
  error.aftermath = 'nothing was changed, and nobody was asked';
  throw error;
}
