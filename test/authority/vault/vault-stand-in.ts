import type { VaultConfig } from '../../../src/authority/authority.ts';
import type { Clock } from '../../../src/authority/clock.ts';
import { fixedSecret, type SecretSource, type VaultSecret } from '../../../src/authority/secret-documents.ts';
import { vaultAuthority } from '../../../src/authority/vault/vault.ts';
import { makeServerIdentity, makeTestAuthority } from '../../signer/test-authority.ts';
import { startCaServer, type CaReply } from '../ca-server.ts';
import { deviceRequest, type DeviceRequest } from '../device-request.ts';
import { passingClock } from '../passing-clock.ts';

export const SIGN = 'POST /v1/pki/sign-verbatim/iot';
export const LOGIN = 'POST /v1/auth/approle/login';
export const REQUEST = await deviceRequest();
export const APPROLE = { roleId: 'role-id-that-no-error-may-hold', secretId: 'secret-id-that-no-error-may-hold' };
export const AWS_ENV = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'ASIATESTTESTTESTTEST',
  AWS_SECRET_ACCESS_KEY: 'a-secret-that-no-error-may-hold',
  AWS_SESSION_TOKEN: 'a-session-token-that-no-error-may-hold',
};
/** Of the server. */
export const identity = await makeServerIdentity();
const ca = await makeTestAuthority();

/** As OpenBao 2.7 words it. */
export const refusal = (status: number, ...errors: readonly string[]): CaReply => ({ status, body: { errors } });
export const denied = refusal(403, '1 error occurred:\n\t* permission denied\n\n');

export const signing: CaReply = async ({ json }) => ({
  status: 200,
  body: {
    lease_id: '',
    data: { certificate: await ca.issue(String(json['csr'])), issuing_ca: 'not read', serial_number: '39:dd' },
    warnings: ['TTL "90000h0m0s" is longer than permitted maxTTL "17520h0m0s", so maxTTL is being used'],
    auth: null,
  },
});
export const signed = (certificate: string): CaReply => ({ status: 200, body: { data: { certificate } } });
export const loggedIn = (token: string, leaseSeconds = 3600): CaReply => ({
  status: 200,
  body: { auth: { client_token: token, lease_duration: leaseSeconds, renewable: true }, data: null },
});
/** Signs for this token and for no other. */
export const signingFor =
  (token: string): CaReply =>
  ({ headers }) =>
    headers['x-vault-token'] === token
      ? { status: 200, body: { data: { certificate: 'LEAF' } } }
      : { status: 403, body: { errors: ['permission denied'] } };

interface Options {
  readonly config?: Partial<VaultConfig>;
  readonly secret?: Partial<VaultSecret>;
  readonly source?: SecretSource<VaultSecret>;
  readonly clock?: Clock;
  readonly env?: NodeJS.ProcessEnv;
  readonly issuerNotAfter?: Date;
}

export async function vaultWith(replies: Readonly<Record<string, readonly CaReply[]>>, options: Options = {}) {
  const server = await startCaServer(identity, replies);
  const { clock = passingClock(), env = {}, issuerNotAfter } = options;
  const config: VaultConfig = {
    kind: 'vault',
    address: server.url,
    mount: 'pki',
    role: 'iot',
    auth: { method: 'approle', mount: 'approle' },
    secretName: 'certprov/vault',
    ...options.config,
  };
  const source =
    options.source ?? fixedSecret<VaultSecret>({ tlsRootsPem: identity.cert, approle: APPROLE, ...options.secret });
  const authority = vaultAuthority(config, source, { env, clock, ...(issuerNotAfter ? { issuerNotAfter } : {}) });
  return {
    ...server,
    clock,
    authority,
    routes: () => server.requests.map(({ route }) => route),
    issue: (request: DeviceRequest = REQUEST, { days = 90, withinMs = 4_300 } = {}) =>
      authority.issueCertificate({ ...request, validityDays: days, deadline: clock.now() + withinMs }),
  };
}
