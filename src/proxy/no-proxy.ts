import { BlockList, isIP } from 'node:net';

/** Without the brackets that URLs put around IPv6 addresses. */
export const bareHost = (host: string): string => host.replace(/^\[(.*)\]$/, '$1').toLowerCase();

/**
 * Whether NO_PROXY exempts a host: as curl and the AWS CLI read it, so that a name stands for itself and all below it,
 * with a dot or `*.` before it or without. An entry may end with a port; addresses may be given as CIDR. Names are not
 * looked up for it.
 * @see https://everything.curl.dev/usingcurl/proxies/env.html
 */
export function isExempt(host: string, port: number, list: string): boolean {
  const bare = bareHost(host);
  return list.split(/[\s,]+/).some((entry) => entry !== '' && covers(entry.toLowerCase(), bare, port));
}

function covers(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true;
  const [, name = entry, entryPort] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  if (entryPort !== undefined && Number(entryPort) !== port) return false;
  const covered = bareHost(name);
  if (isIP(host) !== 0) return covered === host || isInSubnet(covered, host);
  const domain = covered.replace(/^\*?\./, '').replace(/\.$/, '');
  const named = host.replace(/\.$/, '');
  return domain !== '' && (named === domain || named.endsWith(`.${domain}`));
}

function isInSubnet(cidr: string, address: string): boolean {
  const [, network = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(cidr) ?? [];
  const family = isIP(network);
  if (family === 0 || family !== isIP(address) || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const subnet = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  subnet.addSubnet(network, Number(bits), type);
  return subnet.check(address, type);
}
