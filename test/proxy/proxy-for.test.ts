import { describe, expect, it } from 'vitest';
import { assertProxies, proxyFor, proxyForUrl, proxyName } from '../../src/proxy/proxy-for.ts';

const AWS = { protocol: 'https:', host: 'iot.eu-central-1.amazonaws.com', port: 443 } as const;
const HTTPS_PROXY = 'http://user:p%40ss@proxy.corp.example:3128';

describe('the proxy for a connection', () => {
  it.each([
    [{ HTTPS_PROXY }, 'HTTPS_PROXY'],
    [{ https_proxy: HTTPS_PROXY }, 'https_proxy'],
    [{ HTTPS_PROXY: 'http://other.example', https_proxy: HTTPS_PROXY }, 'https_proxy'],
    [{ HTTPS_PROXY, https_proxy: '' }, 'HTTPS_PROXY'],
    [{ HTTPS_PROXY: 'user:p%40ss@proxy.corp.example:3128' }, 'HTTPS_PROXY'],
  ])('is that of %j', (env, setBy) => {
    const proxy = proxyFor(AWS, env);
    expect(proxy).toMatchObject({ address: 'proxy.corp.example:3128', setBy });
    expect(proxyName(proxy!)).toBe(`the proxy proxy.corp.example:3128 (${setBy})`);
  });

  it.each([
    [{}],
    [{ HTTP_PROXY: HTTPS_PROXY }],
    [{ ALL_PROXY: HTTPS_PROXY }],
    [{ HTTPS_PROXY, NO_PROXY: 'amazonaws.com' }],
    [{ HTTPS_PROXY, NO_PROXY: 'other.example', no_proxy: '.amazonaws.com' }],
  ])('is none with %j', (env) => {
    expect(proxyFor(AWS, env)).toBeUndefined();
  });

  it.each([
    'localhost',
    'vault.localhost',
    '127.0.0.1',
    '127.8.9.1',
    '::1',
    '[::1]',
    '169.254.169.254',
    '[fd00:ec2::254]',
    '169.254.170.2',
    '169.254.170.23',
    'fd00:ec2::23',
  ])('is none for %s, whatever is set', (host) => {
    for (const protocol of ['https:', 'http:'] as const)
      expect(proxyFor({ protocol, host, port: 80 }, { HTTPS_PROXY, HTTP_PROXY: HTTPS_PROXY })).toBeUndefined();
  });

  it('is that of HTTP_PROXY for an endpoint without TLS', () => {
    expect(proxyFor({ protocol: 'http:', host: 'aws.test', port: 80 }, { HTTP_PROXY: 'proxy' })).toMatchObject({
      address: 'proxy:80',
      setBy: 'HTTP_PROXY',
    });
  });

  it('is asked for by URL, too', () => {
    expect(proxyForUrl('no URL')).toBeUndefined();
    expect(proxyForUrl('ftp://x.example')).toBeUndefined();
  });

  it.each([
    ['socks5://user:hunter2@proxy.example:1080', 'socks5'],
    ['http://', 'not the URL'],
    ['http://user:hunter2@:::', 'not the URL'],
    ['http://user:hunter2%zz@proxy.example', 'percent-encoded'],
  ])('is refused without its value: %s', (value, word) => {
    const error = (() => {
      try {
        return assertProxies({ HTTPS_PROXY: value });
      } catch (thrown) {
        return thrown as Error & { fix?: string };
      }
    })();
    expect(error).toMatchObject({ code: 'USAGE_INVALID', exitCode: 2 });
    expect(error!.message).toContain('HTTPS_PROXY');
    expect(error!.message).toContain(word);
    expect(`${error!.message}${error!.fix}`).not.toContain('hunter2');
  });
});
