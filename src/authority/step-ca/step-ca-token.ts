import { randomBytes } from 'node:crypto';
import type { StepCaConfig } from '../authority.ts';
import { signJws } from './sign-jws.ts';
import type { StepCaProvisioner } from './step-ca-provisioner.ts';

export interface StepCaOrder {
  readonly signUrl: URL;
  /** step-ca compares it with the CN of the CSR, if there is one. */
  readonly subject: string;
  /** The names that the certificate may carry; none stands for the subject. */
  readonly names: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** For clocks that differ; step-ca itself forgives a minute. */
const EARLY_SECONDS = 30;
const LIFETIME_SECONDS = 300;

/**
 * The one-time token with which a provisioner orders one certificate (a JWT, RFC 7519): step-ca remembers its `jti` and
 * takes it once, so there is a new one for every attempt.
 * @see https://smallstep.com/docs/step-ca/provisioners/#jwk
 * @see https://smallstep.com/docs/step-ca/provisioners/#x5c---x509-certificate
 */
export function stepCaToken(
  { provisioner, rootFingerprint }: Pick<StepCaConfig, 'provisioner' | 'rootFingerprint'>,
  { type, key, header }: StepCaProvisioner,
  { signUrl, subject, names, now }: StepCaOrder,
): string {
  const iat = Math.floor(now / 1000);
  const claims = {
    iss: provisioner,
    aud: type === 'X5C' ? x5cAudience(signUrl, provisioner) : signUrl.href,
    sub: subject,
    ...(names.length > 0 ? { sans: names } : {}),
    iat,
    nbf: iat - EARLY_SECONDS,
    exp: iat + LIFETIME_SECONDS,
    jti: randomBytes(16).toString('hex'),
    sha: rootFingerprint,
  };
  return signJws(header, claims, key);
}

/**
 * The fragment tells step-ca which provisioner to verify with, which a `kid` tells for the other kind. It compares the
 * texts, so this is escaped as Go's net/url escapes a fragment.
 */
const x5cAudience = (signUrl: URL, provisioner: string): string =>
  `${signUrl.href}#x5c/${encodeURI(provisioner).replaceAll('#', '%23').replaceAll("'", '%27')}`;
