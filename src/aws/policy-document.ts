import { CertprovError } from '../errors.ts';
import type { PolicyDocument } from './ports.ts';

/** AWS also accepts one statement without an array around it. */
export function parsePolicyDocument(text: string, action: string): PolicyDocument {
  try {
    const document = JSON.parse(text) as Partial<PolicyDocument> | null;
    const statement = document?.Statement;
    if (statement !== undefined) return { Version: document?.Version ?? '2008-10-17', Statement: [statement].flat() };
  } catch (error) {
    throw unreadable(action, error);
  }
  throw unreadable(action);
}

/** IAM returns policies percent-encoded (RFC 3986). */
export function parseEncodedPolicyDocument(text: string, action: string): PolicyDocument {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch (error) {
    throw unreadable(action, error);
  }
  return parsePolicyDocument(decoded, action);
}

const unreadable = (action: string, cause?: unknown): CertprovError =>
  new CertprovError('AWS_NOT_AWS', `${action}: the policy in the answer cannot be read`, {
    details: { action, definite: false },
    cause,
  });
