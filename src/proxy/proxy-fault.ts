import { proxyName, type Proxy } from './proxy-for.ts';

type ProxyFaultCode = 'EPROXYAUTH' | 'EPROXYREFUSED' | 'EPROXYUNREACHABLE';

/** The proxy, and not who was asked through it, is why there is no connection. */
export class ProxyFault extends Error {
  override readonly name = 'ProxyFault';
  readonly code: ProxyFaultCode;
  readonly proxy: Proxy;
  readonly fix: string;

  constructor(cause: Error, proxy: Proxy, target: string) {
    const status = /^Bad response: (\d+)$/.exec(cause.message)?.[1];
    const code = codeOf(status);
    super(`${proxyName(proxy)} ${whatItDid(code, status, cause, target)}`);
    this.code = code;
    this.proxy = proxy;
    this.fix = proxyFix(code, proxy.setBy, target);
  }
}

const codeOf = (status: string | undefined): ProxyFaultCode =>
  status === undefined ? 'EPROXYUNREACHABLE' : status === '407' ? 'EPROXYAUTH' : 'EPROXYREFUSED';

function whatItDid(code: ProxyFaultCode, status: string | undefined, cause: Error, target: string): string {
  if (code === 'EPROXYAUTH') return 'does not take the user name and password, or wants some (HTTP 407)';
  if (code === 'EPROXYREFUSED') return `does not let a connection to ${target} through (HTTP ${status})`;
  if (cause.message === 'Proxy timeout') return 'does not answer';
  const { code: errno } = cause as NodeJS.ErrnoException;
  return `cannot be reached: ${errno === 'ENOTFOUND' || errno === 'EAI_AGAIN' ? 'its name is not known here' : (errno ?? cause.message)}`;
}

/** What the operator can do; `code` is a `ProxyFaultCode`, wherever it was found. */
export const proxyFix = (code: string | undefined, setBy: string, target: string): string =>
  (FIXES[code as ProxyFaultCode] ?? FIXES.EPROXYUNREACHABLE)(setBy, target);

const FIXES: Readonly<Record<ProxyFaultCode, (setBy: string, target: string) => string>> = {
  EPROXYAUTH: (setBy) =>
    `write the user name and password into ${setBy}: http://user:password@host:port, percent-encoded`,
  EPROXYREFUSED: (_setBy, target) =>
    `have the proxy let CONNECT to ${target} through, or name the host in NO_PROXY if it can be reached without`,
  EPROXYUNREACHABLE: (setBy) => `correct ${setBy}, or leave it out if there is no proxy in this network`,
};
