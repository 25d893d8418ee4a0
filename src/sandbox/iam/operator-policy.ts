import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno } from '../state/is-errno.ts';
import { writeFileAtomically } from '../state/write-file-atomically.ts';
import { checkIdentityPolicy } from './validate.ts';

const fileOf = (folder: string): string => join(folder, 'operator-policy.json');

/**
 * What the operator of an account may do, as the file in its folder says now; undefined: everything. A file that cannot
 * be read as a policy grants nothing, as with any policy.
 */
export function operatorPolicyReader(folder: string): () => string | undefined {
  const path = fileOf(folder);
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

/** From the next request on, of whatever process; undefined: everything again. Throws as IAM does at a bad one. */
export function setOperatorPolicy(folder: string, policy: string | undefined): void {
  if (policy === undefined) return rmSync(fileOf(folder), { force: true });
  checkIdentityPolicy(policy);
  writeFileAtomically(fileOf(folder), policy);
}
