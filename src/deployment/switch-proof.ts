/**
 * What is known of a switch: `unproven` from before its request leaves, `proven` by a canary that got a certificate of
 * the linked CA, `refused` by one that did not.
 */
export type ProofState = 'unproven' | 'proven' | 'refused';

/** A line of the journal. Of one switch the last line counts. */
export interface SwitchProof {
  readonly at: string;
  readonly proof: ProofState;
  readonly provider: ProofSubject;
  /** ARN of whoever ran it. */
  readonly by: string;
  /** `proven`: of the certificate that the canary got. */
  readonly serialNumber?: string;
  readonly issuer?: string;
  /** `refused`: as in the canary's document. `unproven`: why there is no canary. */
  readonly reason?: string;
  readonly message?: string;
}

/** Which switch. The date is not known before AWS has made it. */
export interface ProofSubject {
  readonly name: string;
  readonly lambdaFunctionArn: string;
  readonly creationDate?: string;
}

const STATES: readonly unknown[] = ['unproven', 'proven', 'refused'] satisfies readonly ProofState[];

export const isProofState = (value: unknown): value is ProofState => STATES.includes(value);

type Unread = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Unread => typeof value === 'object' && value !== null;

const isTextIfAny = (value: unknown): boolean => value === undefined || typeof value === 'string';

export const isSwitchProof = (value: unknown): value is SwitchProof =>
  isObject(value) &&
  isProofState(value['proof']) &&
  isDate(value['at']) &&
  typeof value['by'] === 'string' &&
  isObject(value['provider']) &&
  typeof value['provider']['name'] === 'string' &&
  typeof value['provider']['lambdaFunctionArn'] === 'string' &&
  isTextIfAny(value['provider']['creationDate']) &&
  ['serialNumber', 'issuer', 'reason', 'message'].every((member) => isTextIfAny(value[member]));

export const isDate = (value: unknown): value is string =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value));
