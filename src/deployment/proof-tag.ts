import { createHash } from 'node:crypto';
import { isDate, isProofState, type ProofState } from './switch-proof.ts';

/**
 * What the provider itself says of its proof, so that another machine knows it too: `unproven` from its creation, then
 * the last verdict. One tag, because two could be written one without the other; it goes with the provider.
 */
export const PROOF = 'certprov:proof';

interface ProofTag {
  readonly proof: ProofState;
  /** Without one, `unproven` is as old as the provider. */
  readonly at?: string;
  /** Stands for the function that was behind the provider: another one is not what was judged. */
  readonly functionMark?: string;
  readonly serialNumber?: string;
  readonly reason?: string;
  /** `user/operator` */
  readonly by?: string;
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_Tag.html */
const LONGEST = 256;

/** `proven at:2026-11-30T14:55:00.000Z function:1f… serial:4a… by:user/operator` */
export function proofTag({ proof, at, functionMark, serialNumber, reason, by }: ProofTag): string {
  const words = { at, function: functionMark, serial: serialNumber, reason, by };
  const given = Object.entries(words).flatMap(([word, value]) =>
    value === undefined ? [] : [`${word}:${value.replace(/[^\w.:/=+\-@]/g, '_')}`],
  );
  return [proof, ...given].join(' ').slice(0, LONGEST);
}

/** Undefined for what certprov would not have written. */
export function readProofTag(text: string | undefined): ProofTag | undefined {
  const [proof, ...given] = (text ?? '').split(' ');
  if (!isProofState(proof)) return undefined;
  const words = Object.fromEntries(given.map((word) => [word.split(':')[0]!, word.slice(word.indexOf(':') + 1)]));
  const { at, function: functionMark, serial, reason, by } = words;
  if (proof !== 'unproven' && (!isDate(at) || functionMark === undefined)) return undefined;
  return {
    proof,
    ...(isDate(at) ? { at } : {}),
    ...(functionMark === undefined ? {} : { functionMark }),
    ...(serial === undefined ? {} : { serialNumber: serial }),
    ...(reason === undefined ? {} : { reason }),
    ...(by === undefined ? {} : { by }),
  };
}

/** A function's ARN is too long to stand in the tag beside the rest. */
export const functionMarkOf = (lambdaFunctionArn: string): string =>
  createHash('sha256').update(lambdaFunctionArn).digest('hex').slice(0, 16);

/** `user/operator` of an ARN of IAM or STS. */
export const callerName = (arn: string): string => arn.split(':').slice(5).join(':') || arn;
