import type { Credentials } from './connection.ts';
import { credentialSource } from '../credentials/credential-source.ts';
import type { HostProfile } from '../credentials/host-profile.ts';
import { resolveSource } from '../credentials/resolve-source.ts';
import { expired, NEW_LOGIN } from '../credentials/source-fault.ts';
import type { SourceTools } from '../credentials/source-tools.ts';
import { sourceNote } from '../credentials/source-note.ts';

interface HostCredentials {
  /** Where they come from, when that is not what the operator may believe. */
  readonly note: string | undefined;
  /** Shared by all clients, so that the source is asked once. */
  readonly credentials: () => Promise<Credentials>;
}

/** Enough for the longest call; what the SDKs take. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** The identity that the AWS CLI would have in the same shell. */
export function hostCredentials(profile: HostProfile, tools: Omit<SourceTools, 'files' | 'env'>): HostCredentials {
  const { env } = process;
  const source = credentialSource(profile, env);
  let codesAsked = 0;
  const askMfaCode: SourceTools['askMfaCode'] =
    tools.askMfaCode &&
    (async (serial, name) => {
      // A question in the middle of a change would wait for somebody who may have left.
      if (codesAsked++ > 0) throw expired(`its session with a code of ${serial} has ended`, AGAIN);
      return tools.askMfaCode!(serial, name);
    });
  const resolve = (): Promise<Credentials> =>
    resolveSource(source, { ...tools, files: profile.files, env, askMfaCode });
  return { note: sourceNote(source, profile, env), credentials: kept(resolve) };
}

const AGAIN = 'run the same command again: it asks for a new code, and goes on where it stopped';

/** Renewed before they end; credentials that still count go on when a renewal fails. */
function kept(resolve: () => Promise<Credentials>): () => Promise<Credentials> {
  let current: Credentials | undefined;
  let pending: Promise<Credentials> | undefined;

  return async () => {
    if (current && msLeft(current) > RENEW_BEFORE_MS) return current;
    try {
      const found = await (pending ??= resolve());
      if (msLeft(found) <= 0)
        throw expired(`the AWS credentials ended at ${found.expiration?.toISOString()}`, NEW_LOGIN);
      return (current = found);
    } catch (error) {
      if (current && msLeft(current) > 0) return current;
      throw error;
    } finally {
      pending = undefined;
    }
  };
}

const msLeft = ({ expiration }: Credentials): number =>
  expiration === undefined ? Infinity : expiration.getTime() - Date.now();
