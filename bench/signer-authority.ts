import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { buildCertificate } from '../src/csr/build-certificate.ts';
import { sampleCertificationRequest } from '../src/csr/build-certification-request.ts';
import { parseCertificationRequest } from '../src/csr/certification-request.ts';
import { encodeName } from '../src/csr/names/distinguished-name.ts';
import { basicConstraints } from '../src/csr/extensions.ts';
import { randomSerial } from '../src/csr/tbs-certificate.ts';

const DAY_MS = 86_400_000;

/** The event of AWS IoT for a new device. */
export async function sampleEvent(index: number) {
  const clientId = `bench-${index}`;
  const { csrPem } = await sampleCertificationRequest(index % 2 ? 'ec-p256' : 'rsa-2048', clientId);
  return { certificateSigningRequest: csrPem, principalId: 'bench', clientId };
}

/** AWS Private CA's two operations over HTTP, with real certificates that are ready after a time that is known. */
export async function startBenchAuthority() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = encodeName([[{ type: 'CN', value: 'Bench CA' }]]);
  const delays = new Map<string, number>();
  const orders = new Map<string, { readonly certificatePem: string; readonly readyAt: number }>();
  let questions = 0;

  function issue(csrPem: string): string {
    const { der, subject, publicKey } = parseCertificationRequest(Buffer.from(csrPem));
    const now = Date.now();
    const certificate = buildCertificate(
      {
        serial: randomSerial(),
        issuer,
        subject: subject.der,
        spki: publicKey.spkiDer,
        notBefore: new Date(now - DAY_MS),
        notAfter: new Date(now + DAY_MS),
        extensions: [basicConstraints({ ca: false })],
        signatureAlgorithm: 'ecdsaWithSHA256',
      },
      privateKey,
    );
    const CertificateArn = `arn:bench/${orders.size}`;
    const delay = delays.get(der.toString('base64')) ?? 0;
    orders.set(CertificateArn, { certificatePem: certificate.pem, readyAt: performance.now() + delay });
    return CertificateArn;
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { Csr = '', CertificateArn = '' }: { Csr?: string; CertificateArn?: string } = JSON.parse(
      await text(incoming),
    );
    const send = (status: number, body: object) => outgoing.writeHead(status).end(JSON.stringify(body));
    if (String(incoming.headers['x-amz-target']).endsWith('.IssueCertificate')) {
      send(200, { CertificateArn: issue(Buffer.from(Csr, 'base64').toString()) });
      return;
    }
    questions++;
    const order = orders.get(CertificateArn);
    if (order && performance.now() >= order.readyAt) send(200, { Certificate: order.certificatePem });
    else send(400, { __type: 'RequestInProgressException', message: 'still in progress' });
  }
  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    questions: () => questions,
    delayFor: (csrPem: string, ms: number) =>
      delays.set(parseCertificationRequest(Buffer.from(csrPem)).der.toString('base64'), ms),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
