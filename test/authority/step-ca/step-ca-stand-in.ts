import { createHash, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import type { StepCaConfig } from '../../../src/authority/authority.ts';
import type { Clock } from '../../../src/authority/clock.ts';
import { fixedSecret, type SecretSource, type StepCaSecret } from '../../../src/authority/secret-documents.ts';
import { stepCaAuthority } from '../../../src/authority/step-ca/step-ca.ts';
import { makeServerIdentity, makeTestAuthority } from '../../signer/test-authority.ts';
import { startCaServer, type CaReply, type CaRequest } from '../ca-server.ts';
import { deviceRequest, type DeviceRequest } from '../device-request.ts';
import { passingClock } from '../passing-clock.ts';
import { verifyToken } from './verify-token.ts';

export const SIGN = 'POST /1.0/sign';
/** Of the server. */
export const identity = await makeServerIdentity();
/** Of a server that nobody here trusts. */
export const stranger = await makeServerIdentity();
const ca = await makeTestAuthority();
export const REQUEST = await deviceRequest();

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const publicKeyPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
/** Of the provisioner. */
export const jwk: Record<string, string> = Object.fromEntries(
  Object.entries(key.export({ format: 'jwk' })).map(([name, value]) => [name, String(value)]),
);

export const fingerprint = (pem: string): string =>
  createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');
export const tokenOf = ({ json }: CaRequest) => verifyToken(json['ott'], publicKeyPem);

/** An order with a good token is signed. */
export const signing: CaReply = async (request) => {
  await tokenOf(request);
  const crt = await ca.issue(String(request.json['csr']));
  return { status: 201, body: { crt, ca: 'not read', certChain: [crt], tlsOptions: {} } };
};
export const refusal = (status: number, message: string): CaReply => ({ status, body: { status, message } });

interface Options {
  readonly config?: Partial<StepCaConfig>;
  readonly secret?: Partial<StepCaSecret>;
  readonly source?: SecretSource<StepCaSecret>;
  readonly clock?: Clock;
  readonly issuerNotAfter?: Date;
}

export async function stepCaWith(replies: Readonly<Record<string, readonly CaReply[]>>, options: Options = {}) {
  const server = await startCaServer(identity, replies);
  const { clock = passingClock(), issuerNotAfter } = options;
  const config: StepCaConfig = {
    kind: 'step-ca',
    url: server.url,
    rootFingerprint: fingerprint(identity.cert),
    provisioner: 'iot',
    secretName: 'certprov/step-ca',
    ...options.config,
  };
  const secret = { tlsRootsPem: identity.cert, jwk, ...options.secret } as StepCaSecret;
  const authority = stepCaAuthority(config, options.source ?? fixedSecret(secret), {
    clock,
    ...(issuerNotAfter ? { issuerNotAfter } : {}),
  });
  return {
    ...server,
    clock,
    authority,
    issue: (request: DeviceRequest = REQUEST, { days = 90, withinMs = 4_300 } = {}) =>
      authority.issueCertificate({ ...request, validityDays: days, deadline: clock.now() + withinMs }),
  };
}
