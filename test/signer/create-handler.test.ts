import { webcrypto, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { acmPcaAuthority } from '../../src/authority/acm-pca/acm-pca.ts';
import { createHandler } from '../../src/signer/create-handler.ts';
import { parseEvent } from '../../src/signer/parse-event.ts';
import {
  awsError,
  CA_ARN,
  certificate,
  environmentFor,
  inProgress,
  issued,
  startAcmPcaStandIn,
  throttled,
} from '../authority/acm-pca/acm-pca-stand-in.ts';
import { opensslOutput } from '../csr/openssl.ts';
import { generateKeys, makeCsr, makeTestAuthority, type IssueOptions, type KeyKind } from './test-authority.ts';

let ca: Awaited<ReturnType<typeof makeTestAuthority>>;
beforeAll(async () => {
  ca = await makeTestAuthority();
});

const eventFor = (certificateSigningRequest: string) => ({
  certificateSigningRequest,
  principalId: 'a'.repeat(64),
  clientId: 'device-42',
});

/** A handler in front of a real server, with what it logged. */
async function signerWith(answers: Parameters<typeof startAcmPcaStandIn>[0]) {
  const server = await startAcmPcaStandIn(answers);
  const lines: string[] = [];
  const authority = acmPcaAuthority(
    {
      kind: 'acm-pca',
      certificateAuthorityArn: CA_ARN,
      keyAlgorithm: 'EC_prime256v1',
      template: 'EndEntityClientAuthCertificate/V1',
    },
    { env: environmentFor(server.endpoint) },
  );
  const handler = createHandler({ authority, validityDays: 30, log: (line) => lines.push(line) });
  return {
    ...server,
    lines,
    sign: (event: unknown, remainingMs = 5_000) => handler(event, { getRemainingTimeInMillis: () => remainingMs }),
    logged: () => lines.map((line) => JSON.parse(line)),
  };
}

const signerReturning = (certificatePem: string) =>
  signerWith({ IssueCertificate: [issued], GetCertificate: [certificate(certificatePem)] });

const tampered = async () => {
  const der = Buffer.from((await makeCsr()).replace(/-----[^-]+-----/g, ''), 'base64');
  der[der.length - 1]! ^= 1;
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
};

const signedWithMd5 = async () =>
  opensslOutput('req -new -newkey rsa:2048 -nodes -keyout /dev/null -md5 -subj /CN=device-42'.split(' ')).toString();

describe('the signer signs', () => {
  it.each<KeyKind>(['EC P-256', 'EC P-384', 'EC P-521', 'RSA 2048'])('a CSR with a key of %s', async (kind) => {
    const csr = await makeCsr({ kind });
    await using signer = await signerReturning(await ca.issue(csr));
    const { certificatePem } = await signer.sign(eventFor(csr));
    expect(new X509Certificate(certificatePem).subject).toBe('CN=device-42');
    expect(signer.logged()).toEqual([
      {
        certprov: 'signed',
        code: 'SIGNED',
        ms: {
          parse: expect.any(Number),
          authority: expect.any(Number),
          check: expect.any(Number),
          total: expect.any(Number),
        },
        principalId: 'a'.repeat(64),
        clientId: 'device-42',
        keyType: kind,
        serial: new X509Certificate(certificatePem).serialNumber.toLowerCase(),
      },
    ]);
  });

  it('after the CA said twice that it is not ready', async () => {
    const csr = await makeCsr();
    const leaf = await ca.issue(csr);
    await using signer = await signerWith({
      IssueCertificate: [issued],
      GetCertificate: [inProgress, inProgress, certificate(leaf)],
    });
    expect(await signer.sign(eventFor(csr))).toEqual({ certificatePem: expect.stringContaining('BEGIN CERTIFICATE') });
    expect(signer.count('GetCertificate')).toBe(3);
  });

  it('and returns one PEM block with line feeds and nothing else, whatever line ends the CA writes', async () => {
    const csr = await makeCsr();
    const leaf = await ca.issue(csr);
    await using signer = await signerReturning(leaf.replaceAll('\n', '\r\n'));
    const answer = await signer.sign(eventFor(csr));
    expect(Object.keys(answer)).toEqual(['certificatePem']);
    expect(answer.certificatePem).toMatch(
      /^-----BEGIN CERTIFICATE-----\n(?:[A-Za-z0-9+/=]{1,64}\n)+-----END CERTIFICATE-----\n$/,
    );
    expect(new X509Certificate(answer.certificatePem).raw).toEqual(new X509Certificate(leaf).raw);
  });

  it('a CSR with CRLF, and sends the CA a clean one', async () => {
    const csr = await makeCsr();
    await using signer = await signerReturning(await ca.issue(csr));
    await signer.sign(eventFor(csr.replaceAll('\n', '\r\n')));
    expect(Buffer.from(String(signer.requests[0]?.input['Csr']), 'base64').toString()).not.toContain('\r');
  });

  it('an event with members that AWS may add', async () => {
    const csr = await makeCsr();
    await using signer = await signerReturning(await ca.issue(csr));
    await expect(signer.sign({ ...eventFor(csr), templateName: 'fleet' })).resolves.toHaveProperty('certificatePem');
  });

  it('a CSR without a subject that has a subjectAltName', async () => {
    const csr = await makeCsr({ subject: [], san: 'device-42.example.com' });
    await using signer = await signerReturning(await ca.issue(csr));
    await expect(signer.sign(eventFor(csr))).resolves.toHaveProperty('certificatePem');
  });
});

describe('the signer refuses, before the CA is asked,', () => {
  it.each<[string, () => Promise<string>, string]>([
    ['a signature that is not by the key (RFC 2986, 4.2)', tampered, 'CSR_SIGNATURE_INVALID'],
    ['a signature with MD5, as the dry run does', signedWithMd5, 'CSR_HASH_BROKEN'],
    ['an RSA key of 1024 bits', () => makeCsr({ kind: 'RSA 1024' }), 'CSR_KEY_REFUSED'],
    ['an Ed25519 key', () => makeCsr({ kind: 'Ed25519' }), 'CSR_KEY_REFUSED'],
    ['a CSR that names nobody', () => makeCsr({ subject: [] }), 'CSR_NAMES_NOTHING'],
    ['something else than a CSR', async () => 'hello', 'CSR_UNREADABLE'],
    ['an empty CSR', async () => '', 'CSR_UNREADABLE'],
    ['more than AWS Private CA takes', async () => 'A'.repeat(40_000), 'CSR_TOO_LARGE'],
  ])('%s', async (_case, csr, code) => {
    await using signer = await signerWith({});
    await expect(signer.sign(eventFor(await csr()))).rejects.toMatchObject({ name: 'CsrRefused', code });
    expect(signer.requests).toEqual([]);
    expect(signer.logged()).toMatchObject([{ certprov: 'refused', code, ms: { total: expect.any(Number) } }]);
  });

  it('a private key, without repeating it anywhere', async () => {
    const { privateKey } = await generateKeys('EC P-256');
    const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey)).toString('base64');
    await using signer = await signerWith({});
    const error: unknown = await signer
      .sign(eventFor(`-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----`))
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'CsrRefused' });
    expect(`${String(error)}${signer.lines.join()}`).not.toContain(der.slice(0, 16));
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an array', []],
    ['an API Gateway event', { body: '{}', headers: {} }],
    ['a CSR that is not a string', { ...eventFor(''), certificateSigningRequest: { pem: '' } }],
    ['members that are only inherited', Object.create(eventFor(''))],
  ])('%s in the place of the event', async (_case, event) => {
    await using signer = await signerWith({});
    await expect(signer.sign(event)).rejects.toMatchObject({ name: 'EventInvalid' });
    expect(signer.logged()).toMatchObject([{ certprov: 'refused', code: 'EVENT_INVALID' }]);
  });
});

describe('an event that names no device', () => {
  it('is signed by a CA that does not ask for it', async () => {
    const csr = await makeCsr();
    await using signer = await signerReturning(await ca.issue(csr));
    await expect(signer.sign({ certificateSigningRequest: csr })).resolves.toHaveProperty('certificatePem');
  });

  it.each(['principalId', 'clientId'] as const)('is refused without %s where the CA decides by it', (left) => {
    const { [left]: _gone, ...event } = eventFor('x');
    expect(() => parseEvent(event, true)).toThrow(`no string ${left}`);
    expect(parseEvent(event, false)).toMatchObject({ [left]: '' });
  });
});

describe('the signer does not pass on', () => {
  it.each<[string, () => Promise<IssueOptions>, string]>([
    [
      'a certificate for another key',
      async () => ({ publicKey: (await generateKeys('EC P-256')).publicKey }),
      'CERTIFICATE_KEY_DIFFERS',
    ],
    ['a certificate with another subject', async () => ({ subject: 'CN=device-43' }), 'CERTIFICATE_SUBJECT_DIFFERS'],
    [
      'a subject of the same text in other bytes',
      async () => ({ subject: [{ CN: [{ utf8String: 'device-42' }] }] }),
      'CERTIFICATE_SUBJECT_DIFFERS',
    ],
    ['a CA certificate', async () => ({ isCa: true }), 'CERTIFICATE_IS_CA'],
  ])('%s', async (_case, options, code) => {
    const csr = await makeCsr();
    await using signer = await signerReturning(await ca.issue(csr, await options()));
    await expect(signer.sign(eventFor(csr))).rejects.toMatchObject({ name: 'CertificateRefused', code });
    expect(signer.logged()).toMatchObject([{ certprov: 'failed', code, keyType: 'EC P-256' }]);
  });

  it('two certificates, or something that is none', async () => {
    const csr = await makeCsr();
    const leaf = await ca.issue(csr);
    for (const text of [`${leaf}\n${leaf}`, 'not a certificate']) {
      await using signer = await signerReturning(text);
      await expect(signer.sign(eventFor(csr))).rejects.toMatchObject({
        name: 'CertificateRefused',
        code: 'CERTIFICATE_UNREADABLE',
      });
    }
  });
});

describe('the signer says why the CA did not issue', () => {
  it.each([
    [
      'AuthorityAccessDenied',
      awsError('AccessDeniedException', 'User: arn:aws:sts::… is not authorized to perform: acm-pca:IssueCertificate'),
    ],
    ['AuthorityNotActive', awsError('InvalidStateException', 'The certificate authority is not in the correct state')],
    ['AuthorityThrottled', throttled],
  ])('%s', async (name, answer) => {
    const csr = await makeCsr();
    await using signer = await signerWith({ IssueCertificate: [answer] });
    await expect(signer.sign(eventFor(csr))).rejects.toMatchObject({ name });
    expect(signer.logged()).toMatchObject([{ certprov: 'failed', ms: { authority: expect.any(Number) } }]);
  });

  it('as a refusal when it is the CSR that the CA does not take', async () => {
    const csr = await makeCsr();
    await using signer = await signerWith({
      IssueCertificate: [awsError('MalformedCSRException', 'The CSR is invalid')],
    });
    await expect(signer.sign(eventFor(csr))).rejects.toMatchObject({ name: 'AuthorityRefusedCsr' });
    expect(signer.logged()).toMatchObject([{ certprov: 'refused', code: 'AUTHORITY_REFUSED_CSR' }]);
  });

  it.each([
    ['when the CA never answers', { IssueCertificate: ['hang' as const] }],
    ['when the certificate never comes', { IssueCertificate: [issued], GetCertificate: [inProgress] }],
  ])('and does so before Lambda cuts it off, %s', async (_case, answers) => {
    const csr = await makeCsr();
    await using signer = await signerWith(answers);
    const started = performance.now();
    await expect(signer.sign(eventFor(csr), 800)).rejects.toMatchObject({ name: 'AuthorityTimeout' });
    expect(performance.now() - started).toBeLessThan(800);
  });
});

describe('the log of the signer', () => {
  it('stays one line of printable ASCII whatever the device calls itself', async () => {
    const csr = await makeCsr();
    await using signer = await signerReturning(await ca.issue(csr));
    const clientId = 'a\r\nSTART RequestId: forged\u001b[31m\u0085\u2028\u202e"}';
    await signer.sign({ ...eventFor(csr), clientId });
    expect(signer.lines).toHaveLength(1);
    expect(signer.lines[0]).toMatch(/^[\x20-\x7e]+$/);
    expect(signer.logged()[0].clientId).toBe(clientId);
  });

  it('stays short whatever is sent', async () => {
    await using signer = await signerWith({});
    await signer
      .sign({ certificateSigningRequest: 'x', principalId: 'p'.repeat(100_000), clientId: '\u2028'.repeat(100_000) })
      .catch(() => {});
    expect(signer.lines[0]?.length).toBeLessThan(4_096);
  });

  it('holds no credential, no PEM and no key, when it works and when it does not', async () => {
    const csr = await makeCsr();
    const leaf = await ca.issue(csr);
    await using good = await signerReturning(leaf);
    await good.sign(eventFor(csr));
    await using bad = await signerWith({ IssueCertificate: [awsError('AccessDeniedException', 'no')] });
    await bad.sign(eventFor(csr)).catch(() => {});
    const log = [...good.lines, ...bad.lines].join('\n');
    for (const secret of ['no-log-may-hold', 'BEGIN', csr.slice(60, 100), leaf.slice(60, 100)])
      expect(log).not.toContain(secret);
  });
});
