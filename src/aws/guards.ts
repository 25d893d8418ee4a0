import { CertprovError } from '../errors.ts';
import type { ChangesSent, RequestFate } from './changes-sent.ts';
import { wasNeverSent } from './failure-kind.ts';
import { readSdkFailure } from './sdk-failure.ts';

/** As much of an SDK client as a guard needs; the newest and the oldest client both have it. */
export interface GuardedClient {
  readonly middlewareStack: {
    add(middleware: never, options: never): void;
  };
}

type Next = (args: { readonly request?: unknown }) => Promise<unknown>;
type Middleware = (next: Next, context: Context) => Next;

interface Context {
  readonly commandName?: string;
  readonly [name: string]: unknown;
}

const READS = /^(Get|List|Describe|Simulate)[A-Z]/;

/** What reads cannot write: any other command is refused before a byte of it is made. */
export function refuseWrites(client: GuardedClient): void {
  install(
    client,
    { step: 'initialize', name: 'certprovRefuseWrites', priority: 'high' },
    (next, { commandName = '' }) =>
      async (args) => {
        if (READS.test(commandName)) return next(args);
        throw new CertprovError('INTERNAL', `${commandName} was asked of a client that may only read`, {
          details: { definite: true },
        });
      },
  );
}

/** The last thing before the socket, so that no setting, redirect or rewritten host gets past it. */
export function refuseOtherMachines(client: GuardedClient): void {
  install(
    client,
    { step: 'deserialize', name: 'certprovRefuseOtherMachines', priority: 'low' },
    (next, { commandName }) =>
      async (args) => {
        const host = (args.request as { readonly hostname?: string } | undefined)?.hostname ?? '';
        if (isLoopback(host)) return next(args);
        throw new CertprovError(
          'SANDBOX_REFUSED',
          `${commandName} would have gone to ${host || 'an unknown host'}, which is not this machine`,
          {
            fix: 'leave out --sandbox to work on AWS',
            details: { host, definite: true },
          },
        );
      },
  );
}

/** What leaves the account as it was: looks, and a signature with a key. */
const CHANGES_NOTHING = /^(Get|List|Describe|Simulate|Sign)[A-Z]/;

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

export const isLoopback = (host: string): boolean =>
  ['127.0.0.1', 'localhost', '::1', '[::1]'].includes(host.toLowerCase());

export function install(
  client: GuardedClient,
  where: { step: string; name: string; priority: string },
  middleware: Middleware,
): void {
  client.middlewareStack.add(middleware as never, where as never);
}
