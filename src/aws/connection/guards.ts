import { CertprovError } from '../../errors.ts';

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

const READS = /^(Get|List|Describe|Lookup|Simulate)[A-Z]/;

/** A client for reads cannot write: any other command is refused before its request is built. */
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

/** An error names the host that was asked, since that depends on settings, the Region and the SDK's own table. */
export function noteEndpoint(client: GuardedClient): void {
  install(client, { step: 'deserialize', name: 'certprovNoteEndpoint', priority: 'low' }, (next) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      const { protocol, hostname, port } = (args.request ?? {}) as Partial<URL>;
      if (error instanceof Error && hostname)
        Object.assign(error, { [ASKED]: `${protocol}//${hostname}${port ? `:${port}` : ''}` });
      throw error;
    }
  });
}

/** Where `noteEndpoint` leaves it. */
export const ASKED = '$askedEndpoint';

export const isLoopback = (host: string): boolean =>
  ['127.0.0.1', 'localhost', '::1', '[::1]'].includes(host.toLowerCase());

export function install(
  client: GuardedClient,
  where: { step: string; name: string; priority: string },
  middleware: Middleware,
): void {
  client.middlewareStack.add(middleware as never, where as never);
}
