import type { KeyDescription } from '../aws/ports/ports.ts';

const USABLE_SPECS = /^(RSA_(2048|3072|4096)|ECC_NIST_P(256|384|521))$/;

/**
 * Why a KMS key cannot sign device certificates, in a few words; undefined when it can.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
 */
export function whyKeyUnusable({ keyUsage, keySpec, keyState }: KeyDescription): string | undefined {
  if (keyUsage !== 'SIGN_VERIFY') return `is for ${keyUsage}, not for signing`;
  if (!USABLE_SPECS.test(keySpec)) return `is of ${keySpec}, whose signatures AWS IoT does not accept`;
  return keyState === 'Enabled' ? undefined : `is in the state ${keyState}`;
}
