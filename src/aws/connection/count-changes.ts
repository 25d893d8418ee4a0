import type { ChangesSent, RequestFate } from './changes-sent.ts';
import { wasNeverSent } from '../failure/failure-kind.ts';
import { type GuardedClient, install } from './guards.ts';
import { readSdkFailure } from '../failure/sdk-failure.ts';

/** What leaves the account as it was: looks, a signature with a key, and being somebody else. */
const CHANGES_NOTHING = /^(Get|List|Describe|Simulate|Sign|Assume)[A-Z]/;

/** The innermost of all, so that it sees only what goes to the socket, and what comes back before anybody reads it. */
export function countChanges(client: GuardedClient, changes: ChangesSent): void {
  install(
    client,
    { step: 'deserialize', name: 'certprovCountChanges', priority: 'low' },
    (next, { commandName = '' }) =>
      async (args) => {
        if (CHANGES_NOTHING.test(commandName)) return next(args);
        const operation = commandName.replace(/Command$/, '');
        changes.leaves(operation);
        try {
          const answer = await next(args);
          changes.became(operation, fateOf(answer as { readonly response?: Answer }));
          return answer;
        } catch (error) {
          if (wasNeverSent(readSdkFailure(error))) changes.became(operation, 'never-left');
          throw error;
        }
      },
  );
}

/** A refusal that does not carry a request's id may be a proxy's, which says nothing about AWS. */
function fateOf({ response: { statusCode = 0, headers = {} } = {} }: { readonly response?: Answer }): RequestFate {
  const isAws = ['x-amzn-requestid', 'x-amz-request-id', 'x-amzn-request-id'].some((name) => headers[name]);
  return isAws && statusCode >= 400 && statusCode < 500 ? 'refused' : 'left';
}

interface Answer {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
}
