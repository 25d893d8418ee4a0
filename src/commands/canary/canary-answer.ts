import { AWS_SAYS } from '../../aws/failure/recorded-messages.ts';

/** What became of one CSR that was sent down a device's path. */
export type CanaryAnswer =
  | { readonly kind: 'certificate'; readonly certificateId: string; readonly certificatePem: string }
  /** AWS IoT answered on `/rejected`. */
  | {
      readonly kind: 'refused';
      readonly statusCode: number | undefined;
      readonly errorCode: string | undefined;
      readonly message: string;
    }
  /** Connected, and nothing came back. */
  | { readonly kind: 'no-answer'; readonly message: string }
  /** It did not get that far: no claim or no connection. That says nothing about the signing. */
  | { readonly kind: 'not-asked'; readonly message: string };

/** AWS IoT says "later", which is not about the signer. */
export const isThrottled = (answer: CanaryAnswer): boolean =>
  answer.kind === 'refused' &&
  (answer.statusCode === 429 || AWS_SAYS.deviceThrottled.pattern.test(`${answer.errorCode} ${answer.message}`));

/** A device would have met the same. */
export const isRefusal = (answer: CanaryAnswer): boolean => answer.kind === 'refused' && !isThrottled(answer);
