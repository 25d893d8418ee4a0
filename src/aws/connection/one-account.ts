import { CertprovError } from '../../errors.ts';
import type { Credentials } from './connection.ts';
import type { CallerIdentity } from '../ports/ports.ts';

type Source = () => Promise<Credentials>;

interface OneAccount {
  /** What signs a request; refused as `AWS_CREDENTIALS_OTHER_ACCOUNT` when it is not for the account of `identity`. */
  readonly credentials: Source;
  /** Who signs; the first answer holds the command to its account. */
  readonly identity: () => Promise<CallerIdentity>;
}

/**
 * Credentials that expire are fetched again on the way, from a `credential_process`, a login or a container. They may
 * then be for another account, if somebody has logged in elsewhere meanwhile: one that nobody was shown, where the names
 * of a plan belong to somebody else. So new credentials sign nothing before STS has said whose they are.
 *
 * @param ask who the credentials of this source belong to, without asking them of anybody else
 */
export function heldToOneAccount(resolve: Source, ask: (source: Source) => Promise<CallerIdentity>): OneAccount {
  let account: string | undefined;
  const known = new Map<string, Promise<CallerIdentity>>();

  const identityOf = (found: Credentials): Promise<CallerIdentity> => {
    const before = known.get(found.accessKeyId);
    if (before) return before;
    const identity = ask(async () => found);
    known.set(found.accessKeyId, identity);
    // A question that failed says nothing about the credentials: the next call asks again.
    identity.catch(() => known.delete(found.accessKeyId));
    return identity;
  };

  return {
    async credentials() {
      const found = await resolve();
      if (account !== undefined) assertSame(await identityOf(found), account);
      return found;
    },
    async identity() {
      let found: Promise<Credentials> | undefined;
      const identity = await ask(() => (found ??= resolve()));
      if (found) known.set((await found).accessKeyId, Promise.resolve(identity));
      account ??= identity.account;
      assertSame(identity, account);
      return identity;
    },
  };
}

function assertSame(identity: CallerIdentity, account: string): void {
  if (identity.account === account) return;
  throw new CertprovError(
    'AWS_CREDENTIALS_OTHER_ACCOUNT',
    `the AWS credentials were renewed on the way, and are for account ${identity.account} now; this run is for ${account}`,
    {
      fix: `log in to ${account} again, then run the same command again`,
      details: { account, credentialsAccount: identity.account, definite: true },
    },
  );
}
