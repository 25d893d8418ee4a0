import { generateKeyPairSync } from 'node:crypto';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import { issueDeviceCertificate } from '../../src/csr/issue-device-certificate.ts';
import { makeOwnCa, signWith } from '../csr/own-ca.ts';
import { makeServerIdentity } from '../signer/test-authority.ts';
import { startHttpsServer } from '../support/https-server.ts';

export const BEARER = 'a-token-that-no-file-of-certprov-may-hold';

/** The flags that link it, with its files where the account has its own. */
export const webhookFlags = (
  account: { readonly file: (name: string, text: string) => string },
  ca: { readonly origin: string; readonly issuerPem: string; readonly rootsPem: string },
): string[] => [
  '--ca-kind',
  'webhook',
  '--ca-url',
  `${ca.origin}/sign`,
  '--ca-certificate',
  account.file('ca.pem', ca.issuerPem),
  '--tls-roots',
  account.file('roots.pem', ca.rootsPem),
  '--ca-credentials',
  account.file('credentials.json', JSON.stringify({ bearer: BEARER })),
];

/** What the server does to a CSR. */
export type Behaviour = 'signs' | 'changes-the-subject' | 'refuses' | 'waits-for-approval' | 'knows-health';

/** A webhook with a CA of its own behind it, over real HTTPS, that can be told to do wrong. */
export async function startExternalCa(behaviour: Behaviour = 'signs') {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = await makeOwnCa(keys);
  const identity = await makeServerIdentity();
  const server = await startHttpsServer(identity, async ({ headers, text }) => {
    if (behaviour === 'knows-health' && headers['x-certprov-health'] === '1')
      return { status: 200, body: JSON.stringify({ status: 'ok' }) };
    if (headers.authorization !== `Bearer ${BEARER}` || behaviour === 'refuses') {
      return { status: 401, body: JSON.stringify({ error: { code: 'unauthorized', message: 'who are you?' } }) };
    }
    if (behaviour === 'waits-for-approval') return { status: 202, body: '{}' };
    const { certificateSigningRequest, requestedValidityDays } = JSON.parse(text) as {
      certificateSigningRequest: string;
      requestedValidityDays: number;
    };
    const csr = parseCertificationRequest(Buffer.from(certificateSigningRequest));
    const subject =
      behaviour === 'changes-the-subject'
        ? { der: encodeName([[{ type: 'CN', value: `x-${csr.subject.commonName}` }]]), isEmpty: false }
        : csr.subject;
    const { pem } = await issueDeviceCertificate(
      {
        request: { ...csr, subject },
        issuer,
        validityDays: requestedValidityDays,
        signatureAlgorithm: 'ecdsaWithSHA256',
        now: Date.now(),
      },
      signWith(keys.privateKey),
    );
    return { status: 200, body: JSON.stringify({ certificatePem: pem }) };
  });
  return { ...server, keys, issuerPem: issuer.pem, rootsPem: identity.cert };
}
