import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/**
 * Nothing that a sandboxed function does by mistake may reach a real network: connections, names and datagrams beyond
 * the loopback interface are refused. This is a guard rail, not a jail: a process that the function starts is free.
 */
export function guardNetwork(): void {
  guardSockets();
  guardNames();
  guardDatagrams();
  syncBuiltinESMExports();
}

const isLoopback = (host: string): boolean => {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  if (net.isIP(name) === 0) return name === 'localhost' || name.endsWith('.localhost');
  return name === '::1' || /^(::ffff:)?127\./.test(name);
};

const refused = (host: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`connect EACCES ${host}: a function in the certprov sandbox can reach this machine only`), {
    code: 'EACCES',
    syscall: 'connect',
    address: host,
  });

type AnyFunction = (this: unknown, ...parameters: unknown[]) => unknown;

function guardSockets(): void {
  const sockets = net.Socket.prototype as unknown as Record<'connect', AnyFunction>;
  const original = sockets.connect;
  sockets.connect = function guarded(this: unknown, ...parameters: unknown[]): unknown {
    const host = hostOf(parameters);
    if (isLoopback(host)) return original.apply(this, parameters);
    process.nextTick(() => (this as net.Socket).destroy(refused(host)));
    return this;
  };
}

/** `connect(options)`, `connect(port, host)`, `connect(path)`, or the array that `net.connect` makes of them. */
function hostOf(parameters: readonly unknown[]): string {
  const [first, second] = Array.isArray(parameters[0]) ? (parameters[0] as unknown[]) : parameters;
  if (typeof first !== 'object' || first === null) return typeof second === 'string' ? second : 'localhost';
  const { host, path } = first as { host?: string; path?: string };
  return path === undefined || path === null ? (host ?? 'localhost') : 'localhost';
}

function guardNames(): void {
  for (const target of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    const functions = target as unknown as Record<string, AnyFunction>;
    for (const name of Object.getOwnPropertyNames(target).filter((key) => /^(lookup|resolve|reverse)/.test(key))) {
      const original = functions[name]!;
      functions[name] = function guarded(this: unknown, ...parameters: unknown[]): unknown {
        const host = typeof parameters[0] === 'string' ? parameters[0] : 'localhost';
        if (isLoopback(host)) return original.apply(this, parameters);
        const callback = parameters.at(-1);
        if (typeof callback !== 'function') return Promise.reject(refused(host));
        process.nextTick(() => (callback as AnyFunction)(refused(host)));
        return undefined;
      };
    }
  }
}

function guardDatagrams(): void {
  const sockets = dgram.Socket.prototype as unknown as Record<'send' | 'connect', AnyFunction>;
  for (const name of ['send', 'connect'] as const) {
    const original = sockets[name];
    sockets[name] = function guarded(this: unknown, ...parameters: unknown[]): unknown {
      const texts = parameters.slice(1).filter((parameter) => typeof parameter === 'string');
      const host = texts.at(-1) ?? 'localhost';
      if (!isLoopback(host)) throw refused(host);
      return original.apply(this, parameters);
    };
  }
}
