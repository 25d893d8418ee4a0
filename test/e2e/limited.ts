import { setAccountPolicy } from '../../src/sandbox/iam/account-policies.ts';
import type { PolicyKind } from '../../src/sandbox/policy-kinds.ts';
import type { RecordedRequest } from '../../src/sandbox/request-log.ts';
import type { CertprovRun } from '../support/certprov.ts';
import { mutating, type Account } from './account.ts';

export const statement = (Effect: string, Action: unknown, more: object = {}): object => ({
  Effect,
  Action,
  Resource: '*',
  ...more,
});

/** Everything but these. */
export const allBut = (NotAction: unknown): object => ({ Effect: 'Allow', NotAction, Resource: '*' });

/** A copy of the account in which these limit the operator. */
export function limited(start: Account, kind: PolicyKind, ...Statement: readonly object[]): Account {
  const account = start.copy();
  setAccountPolicy(`${account.home}/sandbox`, kind, JSON.stringify({ Version: '2012-10-17', Statement }));
  return account;
}

export interface Traced {
  readonly run: CertprovRun;
  readonly requests: readonly RecordedRequest[];
  /** Operations that change something. */
  readonly changes: readonly string[];
}

/** A command, with what it asked of AWS. */
export async function traced(account: Account, args: readonly string[]): Promise<Traced> {
  let run: CertprovRun | undefined;
  const requests = await account.requestsOf(async () => void (run = await account.run(args)));
  return { run: run!, requests, changes: mutating(requests) };
}
