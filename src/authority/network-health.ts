import { ProxyInTheWay } from './http/proxied-agent.ts';
import { CertprovError } from '../errors.ts';
import type { RenewedIssuer } from './renewed-issuer.ts';
import type { EstConfig, StepCaConfig, VaultConfig, WebhookConfig } from './authority.ts';

export type ServerConfig = EstConfig | StepCaConfig | VaultConfig | WebhookConfig;

/** `dead`: nothing can be issued as it is. `not-asked`: nothing was learned, which says nothing about the CA. */
export type AuthorityHealth =
  | { readonly state: 'answers'; readonly asked: string; readonly renewed?: RenewedIssuer | undefined }
  | { readonly state: 'dead' | 'not-asked'; readonly why: string };

export interface HealthQuestion {
  readonly config: ServerConfig;
  /** The roots that the server was linked with, as far as this machine knows them. */
  readonly rootsPem: string | undefined;
  /** The linked CA, which often vouches for its own server. */
  readonly issuerPem: string;
  /** The function asks from a VPC, whose network need not be this machine's. */
  readonly isInVpc: boolean;
}

/** What Node.js reports of a server that shows a certificate of roots that are not known here. */
const UNKNOWN_ROOT = /^(UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT)/;

/** It was there, and cut the connection: it may want a client certificate, which is in the secret. */
const CUT = /^(ECONNRESET|EPIPE|ERR_SSL_.*ALERT)/;

/** What a request that got no answer tells about a CA, and what it does not. */
export function networkHealth(
  host: string,
  cause: unknown,
  { config, rootsPem, isInVpc }: Pick<HealthQuestion, 'config' | 'rootsPem' | 'isInVpc'>,
  isLate: boolean,
): AuthorityHealth {
  const why = isLate ? 'it did not answer in time' : reasonOf(cause);
  if (isInVpc)
    return {
      state: 'not-asked',
      why: `the function asks ${host} from its VPC, and from this machine it cannot be reached: ${why}`,
    };
  const inTheWay = cause instanceof CertprovError ? cause.cause : cause;
  if (inTheWay instanceof ProxyInTheWay)
    return { state: 'not-asked', why: `${host} was not reached: ${inTheWay.message}` };
  if (rootsPem === undefined && UNKNOWN_ROOT.test(why)) {
    return {
      state: 'not-asked',
      why: `no root that is known here vouches for ${host}; those that the signer trusts are in its secret, which certprov does not read`,
    };
  }
  if (['est', 'webhook'].includes(config.kind) && CUT.test(why)) {
    return { state: 'not-asked', why: `${host} cut the connection (${why}); it may want a client certificate` };
  }
  return { state: 'dead', why: isLate ? `${host} did not answer in time` : `${host} gave no answer: ${why}` };
}

function reasonOf(cause: unknown): string {
  if (cause instanceof CertprovError) {
    const { code } = (cause.cause ?? {}) as { readonly code?: unknown };
    return typeof code === 'string' ? code : cause.message;
  }
  if (!(cause instanceof Error)) return String(cause);
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return cause.message;
}
