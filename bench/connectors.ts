import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import type { CertificateAuthority, IssueRequest } from '../src/authority/authority.ts';
import { estAuthority } from '../src/authority/est/est.ts';
import { fixedSecret } from '../src/authority/secret-documents.ts';
import { httpClient } from '../src/authority/http/http-client.ts';
import { stepCaAuthority } from '../src/authority/step-ca/step-ca.ts';
import { vaultAuthority } from '../src/authority/vault/vault.ts';
import { webhookAuthority } from '../src/authority/webhook/webhook.ts';
import { buildCaCertificate } from '../src/csr/build-ca-certificate.ts';
import { buildCertificate } from '../src/csr/build-certificate.ts';
import { sampleCertificationRequest } from '../src/csr/build-certification-request.ts';
import { parseCertificationRequest } from '../src/csr/certification-request.ts';
import { TAG } from '../src/csr/der/der-node.ts';
import { constructed, oid, sequence, setOf, smallInteger } from '../src/csr/der/der-writer.ts';
import { encodeName } from '../src/csr/names/distinguished-name.ts';
import { subjectAltName } from '../src/csr/extensions.ts';
import { issueDeviceCertificate } from '../src/csr/issue-device-certificate.ts';
import { randomSerial } from '../src/csr/tbs-certificate.ts';
import { signDer } from '../src/csr/sign-der.ts';

const ALGORITHM = 'ecdsaWithSHA256';
const DAY_MS = 86_400_000;

/** An answer that costs the server nothing: what is left is the way there and back. */
type Answers = Readonly<Record<string, string>>;

/**
 * One server that speaks all four protocols over kept TLS connections, with answers made beforehand; the connectors, and
 * the bare request that each of them comes down to.
 */
export async function benchConnectors() {
  const { csrPem } = await sampleCertificationRequest('ec-p256', 'bench-device');
  const csr = parseCertificationRequest(Buffer.from(csrPem));
  const { answers, tls, rootPem } = await prepare(csr);
  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    await text(incoming);
    const answer = Object.entries(answers).find(([end]) => incoming.url?.endsWith(end))?.[1] ?? '';
    outgoing.writeHead(incoming.url?.endsWith('/1.0/sign') ? 201 : 200).end(answer);
  }
  const server = createServer(tls, (incoming, outgoing) => void serve(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  const origin = `https://127.0.0.1:${address.port}`;
  const request = (): IssueRequest => ({
    csr,
    validityDays: 30,
    deadline: Date.now() + 4_000,
    principalId: 'bench',
    clientId: 'bench',
  });
  const send = httpClient({ rootsPem: rootPem });
  const ask = (authority: CertificateAuthority) => async () => void (await authority.issueCertificate(request()));
  const connectors = connectorsAt(origin, rootPem);

  return {
    close: () => {
      server.closeAllConnections();
      server.close();
    },
    measurements: Object.entries(connectors).map(([name, { authority, path }]) => ({
      name,
      connector: ask(authority),
      bare: async () => {
        const body = Buffer.from(csr.pem);
        await send({ method: 'POST', url: new URL(`${origin}${path}`), headers: {}, body }, AbortSignal.timeout(4_000));
      },
    })),
  };
}

function connectorsAt(origin: string, tlsRootsPem: string) {
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const secretName = 'bench';
  const rootFingerprint = createHash('sha256').update(new X509Certificate(tlsRootsPem).raw).digest('hex');
  return {
    est: {
      path: '/est/simpleenroll',
      authority: estAuthority(
        { kind: 'est', url: `${origin}/est`, bodyFormat: 'base64-der', secretName },
        fixedSecret({ tlsRootsPem, basic: { username: 'bench', password: 'bench' } }),
      ),
    },
    'step-ca': {
      path: '/1.0/sign',
      authority: stepCaAuthority(
        { kind: 'step-ca', url: origin, rootFingerprint, provisioner: 'bench', secretName },
        fixedSecret({ tlsRootsPem, jwk: { ...jwk, kid: 'bench' } }),
      ),
    },
    vault: {
      path: '/v1/pki/sign-verbatim/bench',
      authority: vaultAuthority(
        { kind: 'vault', address: origin, mount: 'pki', role: 'bench', auth: { method: 'token' }, secretName },
        fixedSecret({ tlsRootsPem, token: 'bench' }),
      ),
    },
    webhook: {
      path: '/webhook',
      authority: webhookAuthority(
        { kind: 'webhook', url: `${origin}/webhook`, secretName },
        fixedSecret({ tlsRootsPem, hmac: 'a key of more than thirty-two characters' }),
      ),
    },
  };
}

async function prepare(csr: ReturnType<typeof parseCertificationRequest>) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sign = (bytes: Buffer): Buffer => signDer(ALGORITHM, bytes, privateKey);
  const name = encodeName([[{ type: 'CN', value: 'Bench CA' }]]);
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const issuer = await buildCaCertificate({ subject: name, spki, years: 1, now: Date.now() }, sign);
  const template = { request: csr, issuer, validityDays: 30, signatureAlgorithm: ALGORITHM, now: Date.now() } as const;
  const leaf = await issueDeviceCertificate(template, sign);
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const host = buildCertificate(
    {
      serial: randomSerial(),
      issuer: name,
      subject: encodeName([[{ type: 'CN', value: '127.0.0.1' }]]),
      spki: own.publicKey.export({ format: 'der', type: 'spki' }),
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + DAY_MS),
      // iPAddress 127.0.0.1
      extensions: [subjectAltName(Buffer.from('300687047f000001', 'hex'))],
      signatureAlgorithm: ALGORITHM,
    },
    privateKey,
  );
  const answers: Answers = {
    '/simpleenroll': certsOnly(leaf.der).toString('base64'),
    '/1.0/sign': JSON.stringify({ crt: leaf.pem, ca: issuer.pem, certChain: [leaf.pem, issuer.pem] }),
    '/sign-verbatim/bench': JSON.stringify({ data: { certificate: leaf.pem, issuing_ca: issuer.pem } }),
    '/webhook': JSON.stringify({ certificatePem: leaf.pem }),
  };
  const key = own.privateKey.export({ format: 'pem', type: 'pkcs8' });
  return { answers, tls: { key, cert: host.pem }, rootPem: issuer.pem };
}

/** RFC 5652 §5.1 without a signer, as EST answers. */
function certsOnly(certificate: Buffer): Buffer {
  const signedData = sequence(
    smallInteger(1),
    setOf(),
    sequence(oid('1.2.840.113549.1.7.1')),
    constructed(TAG.contextConstructed(0), [certificate]),
    setOf(),
  );
  return sequence(oid('1.2.840.113549.1.7.2'), constructed(TAG.contextConstructed(0), [signedData]));
}
