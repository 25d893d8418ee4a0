import { hideKeyText } from './hide-key-text.ts';

const LIMIT = 10_000;

/** Some refusals repeat what was sent, and some tools print what they were given. */
export const withoutSecrets = (text: string): string =>
  hideKeyText(
    text
      .slice(0, LIMIT)
      .replace(/-----BEGIN [^-]*-----.*?(-----END [^-]*-----|$)/gs, '(PEM left out)')
      .replace(/(x-amz-security-token["']?\s*[:=]\s*["']?)[^\s'"&]+/gi, '$1(left out)')
      .replace(/\b(A[KS]IA)[A-Z0-9]{8,}/g, '$1…'),
  );
