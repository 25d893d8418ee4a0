import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type AccountPolicies, POLICY_KINDS, type PolicyKind } from '../policy-kinds.ts';
import { isErrno, writeFileAtomically } from '../state/write-file-atomically.ts';
import { judgeIdentityPolicy } from './judge-policy.ts';

const FILES: Readonly<Record<PolicyKind, string>> = {
  identity: 'operator-policy.json',
  'permissions-boundary': 'operator-permissions-boundary.json',
  'service-control': 'service-control-policy.json',
  session: 'operator-session-policy.json',
};

const fileOf = (folder: string, kind: PolicyKind): string => join(folder, FILES[kind]);

/**
 * What the files in the account's folder say now. One that cannot be read as a policy grants nothing, as with any
 * policy.
 */
export function accountPoliciesReader(folder: string): () => AccountPolicies {
  const readers = POLICY_KINDS.map((kind) => [kind, fileReader(fileOf(folder, kind))] as const);
  return () =>
    Object.fromEntries(
      readers.flatMap(([kind, readNow]) => {
        const text = readNow();
        return text === undefined ? [] : [[kind, text]];
      }),
    );
}

function fileReader(path: string): () => string | undefined {
  let readAt = -1;
  let current: string | undefined;
  return () => {
    const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -1;
    if (changedAt !== readAt) {
      current = changedAt === -1 ? undefined : read(path);
      readAt = changedAt;
    }
    return current;
  };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** From the next request on, of whatever process; undefined: no limit of this kind. Throws as IAM does at a bad one. */
export function setAccountPolicy(folder: string, kind: PolicyKind, policy: string | undefined): void {
  if (policy === undefined) return rmSync(fileOf(folder, kind), { force: true });
  judgeIdentityPolicy(policy);
  writeFileAtomically(fileOf(folder, kind), policy);
}

export const forgetAccountPolicies = (folder: string): void => {
  for (const kind of POLICY_KINDS) setAccountPolicy(folder, kind, undefined);
};

/** What the operator may do. */
export const setOperatorPolicy = (folder: string, policy: string | undefined): void =>
  setAccountPolicy(folder, 'identity', policy);
