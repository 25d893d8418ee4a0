import { ACMPCAClient, ListCertificateAuthoritiesCommand } from '@aws-sdk/client-acm-pca';
import { IoTClient, ListCertificateProvidersCommand } from '@aws-sdk/client-iot';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { escapeUri, HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/sandbox/service.ts';
import { AccountKeys } from '../../../src/sandbox/wire/sigv4/account-keys.ts';
import { failureOf, temporarySandbox, type TemporarySandbox } from '../temporary-sandbox.ts';
import { Sha256 } from './sha256.ts';

const iot: Service = {
  signingName: 'iot',
  operations: { ListCertificateProviders: { handler: () => ({ certificateProviders: [] }) } },
};
const acmPca: Service = {
  signingName: 'acm-pca',
  operations: { ListCertificateAuthorities: { handler: () => ({ CertificateAuthorities: [] }) } },
};

/** One call per protocol: REST, query, and JSON in the old client. */
const calls = (config: TemporarySandbox['client']): Promise<unknown>[] => [
  new IoTClient(config).send(new ListCertificateProvidersCommand({})),
  new STSClient(config).send(new GetCallerIdentityCommand({})),
  new ACMPCAClient(config).send(new ListCertificateAuthoritiesCommand({})),
];
const namesOf = (failures: readonly Error[]): string[] => failures.map((failure) => failure.name);

interface Handmade {
  readonly path?: string;
  readonly query?: Record<string, string | string[]>;
  readonly headers?: Record<string, string>;
  readonly service?: string;
  readonly signingDate?: Date;
  readonly body?: string;
  readonly method?: string;
}

/** A request signed by the SDK's own signer, to send as it is or tampered with. */
async function signed(
  sandbox: TemporarySandbox,
  handmade: Handmade,
): Promise<{ url: string; init: { method: string; headers: Record<string, string>; body?: string } }> {
  const {
    path = '/certificate-providers',
    query = {},
    headers = {},
    service = 'iot',
    method = 'GET',
    signingDate,
    body,
  } = handmade;
  const host = new URL(sandbox.endpoint).host;
  const signer = new SignatureV4({ credentials: sandbox.credentials, region: sandbox.region, service, sha256: Sha256 });
  const request = new HttpRequest({
    method,
    protocol: 'http:',
    hostname: '127.0.0.1',
    path,
    query,
    headers: { host, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const result = await signer.sign(request, signingDate === undefined ? {} : { signingDate });
  const { host: _, ...sent } = result.headers;
  const search = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${escapeUri(name)}=${escapeUri(one)}`),
  );
  const url = `${sandbox.endpoint}${path}${search.length === 0 ? '' : `?${search.join('&')}`}`;
  return { url, init: { method, headers: sent, ...(body === undefined ? {} : { body }) } };
}

const errorOf = (response: Response): string =>
  `${response.status} ${response.headers.get('x-amzn-errortype') ?? ''}`.trim();

describe('a signature', () => {
  it('of the operator is accepted in every protocol', async () => {
    await using sandbox = await temporarySandbox({ services: [iot, acmPca] });
    await Promise.all(calls(sandbox.client));
    expect(sandbox.requests().map(({ status, caller }) => [status, caller])).toEqual(
      Array.from({ length: 3 }, () => [200, 'arn:aws:iam::000000000000:user/operator']),
    );
  });

  it.each<[string, (good: TemporarySandbox['credentials']) => TemporarySandbox['credentials'], string[]]>([
    [
      'with a key of nobody',
      (good) => ({ ...good, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
      ['UnrecognizedClientException', 'InvalidClientTokenId', 'UnrecognizedClientException'],
    ],
    [
      'with a wrong secret',
      (good) => ({ ...good, secretAccessKey: 'wrong' }),
      ['InvalidSignatureException', 'SignatureDoesNotMatch', 'InvalidSignatureException'],
    ],
    [
      'with a session token that nobody issued',
      (good) => ({ ...good, sessionToken: 'e30.AAAA' }),
      ['UnrecognizedClientException', 'InvalidClientTokenId', 'UnrecognizedClientException'],
    ],
  ])('%s is refused in the words of each protocol', async (_case, spoil, names) => {
    await using sandbox = await temporarySandbox({ services: [iot, acmPca] });
    const failures = await Promise.all(
      calls({ ...sandbox.client, credentials: spoil(sandbox.credentials) }).map(failureOf),
    );
    expect(namesOf(failures)).toEqual(names);
    expect(failures.map((failure) => failure.$metadata?.httpStatusCode)).toEqual([403, 403, 400]);
    expect(sandbox.requests().every((request) => request.caller === undefined)).toBe(true);
  });

  it('with an expired session is refused in the words of each protocol', async () => {
    await using sandbox = await temporarySandbox({ services: [iot, acmPca] });
    const keys = new AccountKeys(sandbox.folder, sandbox.account);
    const claims = {
      roleName: 'r',
      roleId: 'AROAX',
      sessionName: 's',
      arn: 'arn:aws:sts::000000000000:assumed-role/r/s',
    };
    const expired = keys.issueSession({ ...claims, expiresAt: Date.now() - 1 });
    const failures = await Promise.all(calls({ ...sandbox.client, credentials: expired }).map(failureOf));
    expect(namesOf(failures)).toEqual(['ExpiredTokenException', 'ExpiredToken', 'ExpiredTokenException']);
    const living = keys.issueSession({ ...claims, expiresAt: Date.now() + 60_000 });
    const identity = await new STSClient({ ...sandbox.client, credentials: living }).send(
      new GetCallerIdentityCommand({}),
    );
    expect(identity).toMatchObject({ Arn: claims.arn, UserId: 'AROAX:s', Account: '000000000000' });
    const stolen = {
      ...living,
      accessKeyId: keys.issueSession({ ...claims, expiresAt: Date.now() + 60_000 }).accessKeyId,
    };
    expect(namesOf(await Promise.all(calls({ ...sandbox.client, credentials: stolen }).map(failureOf)))[0]).toBe(
      'UnrecognizedClientException',
    );
  });

  it('is asked for', async () => {
    await using sandbox = await temporarySandbox({ services: [iot] });
    expect(errorOf(await fetch(`${sandbox.endpoint}/certificate-providers`))).toBe(
      '403 MissingAuthenticationTokenException',
    );
    const query = await fetch(sandbox.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
    expect(query.status).toBe(403);
    expect(await query.text()).toContain('<Code>MissingAuthenticationToken</Code>');
    const json = await fetch(sandbox.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'ACMPrivateCA.ListCertificateAuthorities' },
      body: '{}',
    });
    expect(await json.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    const half = await fetch(`${sandbox.endpoint}/certificate-providers`, {
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/iot/aws4_request' },
    });
    expect(errorOf(half)).toBe('403 IncompleteSignatureException');
  });

  it.each<[string, Handmade]>([
    ['a path with encoded characters', { path: '/certificate-providers/a%2Cb%3Dc%40d' }],
    ['a path with a literal comma and equals sign', { path: '/certificate-providers/a,b=c' }],
    ['a slash at the end', { path: '/certificate-providers/' }],
    [
      'a query out of order, with repeated and empty values',
      { query: { b: ['2', '10', '1'], a: '', 'a-b': 'ä /+*', a1: 'x' } },
    ],
    ['spaces in a header', { headers: { 'x-amz-meta-note': '  two   words ' } }],
    ['a body', { method: 'POST', path: '/tags', body: '{"ü":1}' }],
    [
      'a body that is not signed',
      { method: 'POST', path: '/tags', body: 'x', headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
    ],
  ])("agrees with the SDK's signer on %s", async (_case, handmade) => {
    await using sandbox = await temporarySandbox({
      services: [{ ...iot, operations: { ...iot.operations, DescribeCertificateProvider: { handler: () => ({}) } } }],
    });
    const { url, init } = await signed(sandbox, handmade);
    expect(errorOf(await fetch(url, init))).toMatch(/^200|^501 NotImplemented/);
  });

  it.each<[string, (sent: Awaited<ReturnType<typeof signed>>) => void]>([
    ['another body', (sent) => (sent.init.body = '{"resourceArn":"other"}')],
    ['another query', (sent) => (sent.url += '?a=1')],
    ['another path', (sent) => (sent.url = sent.url.replace('/tags', '/untag'))],
    ['another signed header', (sent) => (sent.init.headers['x-amz-meta-note'] = 'changed')],
  ])('does not cover %s than was signed', async (_case, tamper) => {
    await using sandbox = await temporarySandbox({ services: [iot] });
    const sent = await signed(sandbox, {
      method: 'POST',
      path: '/tags',
      body: '{"resourceArn":"arn"}',
      headers: { 'x-amz-meta-note': 'n' },
    });
    tamper(sent);
    expect(errorOf(await fetch(sent.url, sent.init))).toBe('403 InvalidSignatureException');
  });

  it.each([
    [-14, '200'],
    [14, '200'],
    [-16, '403 InvalidSignatureException'],
    [16, '403 InvalidSignatureException'],
  ])('made %i minutes from now is answered %s', async (minutes, expected) => {
    await using sandbox = await temporarySandbox({ services: [iot] });
    const { url, init } = await signed(sandbox, { signingDate: new Date(Date.now() + minutes * 60_000) });
    expect(errorOf(await fetch(url, init))).toBe(expected);
  });

  it('in a presigned address is accepted while it is valid', async () => {
    await using sandbox = await temporarySandbox();
    const presign = async (signingDate: Date): Promise<string> => {
      const signer = new SignatureV4({
        credentials: sandbox.credentials,
        region: sandbox.region,
        service: 'sts',
        sha256: Sha256,
      });
      const request = new HttpRequest({
        protocol: 'http:',
        hostname: '127.0.0.1',
        path: '/',
        query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
        headers: { host: new URL(sandbox.endpoint).host },
      });
      const { query } = await signer.presign(request, { expiresIn: 60, signingDate });
      return `${sandbox.endpoint}/?${Object.entries(query ?? {})
        .map(([name, value]) => `${escapeUri(name)}=${escapeUri(String(value))}`)
        .join('&')}`;
    };
    const good = await fetch(await presign(new Date()));
    expect(await good.text()).toContain('<Arn>arn:aws:iam::000000000000:user/operator</Arn>');
    const late = await fetch(await presign(new Date(Date.now() - 61_000)));
    expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('Signature expired')]);
  });
});
