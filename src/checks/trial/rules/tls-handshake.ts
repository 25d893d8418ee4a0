import { trialRule } from '../trial-check.ts';
import type { CertificateRule, IssuedCertificate } from '../trial-evidence.ts';

const rule = trialRule('TLS_HANDSHAKE', 'accepted in a TLS handshake');

/** What the errors mean that a device certificate can cause. @see https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/ */
const MEANINGS: Readonly<Record<string, string>> = {
  // Node.js has no names of their own for these two.
  UNSPECIFIED: 'a critical extension that it does not handle, or a name that a CA of the chain may not sign',
  INVALID_PURPOSE: 'key usage, extended key usage or a CA of the chain do not allow a TLS client',
  INVALID_CA: 'the linked CA may not sign certificates',
  PATH_LENGTH_EXCEEDED: 'the linked CA may not have so many CAs below it',
  CERT_UNTRUSTED: 'it is not meant for this purpose',
  CERT_REJECTED: 'it is not meant for this purpose',
  CERT_SIGNATURE_FAILURE: "the signature is not of the linked CA's key",
  CERT_NOT_YET_VALID: 'the certificate or its CA is not valid yet',
  CERT_HAS_EXPIRED: 'the certificate or its CA has expired',
  UNABLE_TO_GET_ISSUER_CERT: 'the issuer that it names is not the linked CA',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the issuer that it names is not the linked CA',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the issuer that it names is not the linked CA',
  DEPTH_ZERO_SELF_SIGNED_CERT: "it is signed with the device's own key",
  SELF_SIGNED_CERT_IN_CHAIN: 'the chain behind it ends in another root than the linked CA',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'it is for another key than that of the CSR',
};

const FIX = "fix what is marked above, or the CA's template: TLS servers built on OpenSSL refuse such a certificate";
/** As VALID_NOW bears it: the clocks of two machines that are both in order. */
const TOLERANCE_MS = 60_000;

/** RFC 8446 §4.4.2 to §4.4.4 and RFC 5280 §6, by OpenSSL instead of certprov's own rules. Nothing without evidence. */
export const checkTlsHandshake: CertificateRule = (issued) => {
  const { handshake, issuer } = issued;
  if (handshake === undefined) return undefined;
  const { kind } = handshake;
  if (kind === 'accepted') return rule.ok(`${handshake.protocol}, by a server that trusts ${issuer.name} only`);
  if (kind === 'not-held') return rule.note(`not exercised: ${handshake.reason}`);
  if (kind === 'broken') return rule.fail(`${handshake.what}: ${explained(handshake.reason)}`, FIX);
  if (handshake.reason === 'CERT_NOT_YET_VALID' && beginsInAMoment(issued))
    return rule.note("not exercised: the certificate begins ahead of this machine's clock");
  return rule.fail(`a server that trusts ${issuer.name} only refuses it: ${explained(handshake.reason)}`, FIX);
};

function explained(reason: string): string {
  const meaning = MEANINGS[reason];
  return meaning === undefined ? reason : `${meaning} (${reason})`;
}

function beginsInAMoment({ certificate, issuer, now }: IssuedCertificate): boolean {
  const begins = certificate.notBefore.getTime();
  const isIssuerValid = issuer.certificate !== undefined && issuer.certificate.notBefore <= now;
  return isIssuerValid && begins > now.getTime() && begins - now.getTime() <= TOLERANCE_MS;
}
