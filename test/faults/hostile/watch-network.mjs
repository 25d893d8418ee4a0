// Loaded into certprov before it starts (`node --import`), and into what it starts: writes down every connection, every
// look-up of a name and every datagram, and lets none of them past this machine.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import process from 'node:process';

const record = process.env['CERTPROV_NETWORK'];
const isHere = (host) =>
  ['localhost', '::1', undefined].includes(host) || /^(::ffff:)?127\./.test(host) || host.endsWith('.localhost');

function note(how, host) {
  appendFileSync(record, `${JSON.stringify({ how, host: host ?? 'localhost', isHere: isHere(host) })}\n`);
  if (!isHere(host)) throw new Error(`${how} beyond this machine: ${host}`);
}

if (record !== undefined) {
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...args) {
    const [first, second] = Array.isArray(args[0]) ? args[0] : args;
    const options = typeof first === 'object' && first !== null ? first : { host: second };
    if (options.path === undefined || options.path === null) note('connect', options.host);
    return Reflect.apply(connect, this, args);
  };
  for (const target of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    for (const name of Object.getOwnPropertyNames(target).filter((key) => /^(lookup|resolve|reverse)/.test(key))) {
      const original = target[name];
      target[name] = function (host, ...rest) {
        note(name, host);
        return Reflect.apply(original, this, [host, ...rest]);
      };
    }
  }
  for (const name of ['send', 'connect', 'bind']) {
    const original = dgram.Socket.prototype[name];
    dgram.Socket.prototype[name] = function (...args) {
      note(
        `datagram ${name}`,
        args.findLast((arg) => typeof arg === 'string'),
      );
      return Reflect.apply(original, this, args);
    };
  }
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function (...args) {
    this.once('listening', () => {
      const address = this.address();
      if (typeof address === 'object') note('listen', address?.address);
    });
    return Reflect.apply(listen, this, args);
  };
  syncBuiltinESMExports();
}
