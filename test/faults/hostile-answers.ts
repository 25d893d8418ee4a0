import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import type { TrialRuleCode } from '../../src/checks/trial/trial-rules.ts';

export interface HostileAnswer {
  /** As in hostile-signer/answers.mjs. */
  readonly name: string;
  /** The rule that says so. */
  readonly code: TrialRuleCode;
  /** `fail`: cannot be enabled. `note`: AWS does not say that it refuses it, so certprov warns and goes on. */
  readonly outcome: 'fail' | 'note';
  /** How the function differs from the others, where the code alone does not make the answer. */
  readonly settings?: Partial<CreateFunctionCommandInput>;
  /** Takes seconds by its nature, and is left to the full form where one proof of its kind is enough. */
  readonly isSlow?: boolean;
}

const shape = (name: string, rest: Partial<HostileAnswer> = {}): HostileAnswer => fails('ANSWER_SHAPE', name, rest);
const fails = (code: TrialRuleCode, name: string, rest: Partial<HostileAnswer> = {}): HostileAnswer => ({
  name,
  code,
  outcome: 'fail',
  ...rest,
});
const notes = (code: TrialRuleCode, name: string): HostileAnswer => ({ name, code, outcome: 'note' });

/** What a function can do wrong, and the rule that has to find it. */
export const HOSTILE_ANSWERS: readonly HostileAnswer[] = [
  shape('null'),
  shape('nothing'),
  shape('a number'),
  shape('the PEM itself'),
  shape('JSON in a string'),
  shape('an array'),
  shape('an empty object'),
  shape('made for an HTTP gateway'),
  shape('nested JSON'),
  shape('deeply nested JSON'),
  shape('another name'),
  shape('the certificate in __proto__'),
  shape('a list of certificates'),
  shape('an empty certificate'),
  shape('six megabytes'),
  shape('two megabytes'),
  notes('ANSWER_SHAPE', 'more members than AWS knows'),
  shape('a private key'),
  shape('a private key behind the certificate'),
  shape('a private key in an error'),
  shape('an error'),
  shape('an error that writes on the screen'),
  shape('the process ends'),
  shape('the memory is used up', { settings: { MemorySize: 128 }, isSlow: true }),
  shape('the code cannot be loaded', { settings: { Handler: 'nowhere.handler' } }),
  shape('the handler is no function', { settings: { Handler: 'index.notAFunction' } }),
  fails('ANSWER_IN_TIME', 'it takes six seconds', { settings: { Timeout: 10 }, isSlow: true }),
  shape('it never answers', { settings: { Timeout: 1 } }),
  fails('ANSWER_IN_TIME', 'it starts slowly', { settings: { Timeout: 10 }, isSlow: true }),
  notes('ONE_CERTIFICATE', 'the leaf and its CA'),
  fails('ONE_CERTIFICATE', 'the CA and its leaf'),
  fails('ONE_CERTIFICATE', 'two leaves'),
  fails('ONE_CERTIFICATE', "another device's behind it"),
  fails('ONE_CERTIFICATE', 'the leaf and a CA that did not issue it'),
  fails('ONE_CERTIFICATE', 'the same twice'),
  fails('ONE_CERTIFICATE', '101 certificates'),
  fails('ONE_CERTIFICATE', 'the CSR'),
  fails('ONE_CERTIFICATE', 'the CSR as a certificate'),
  fails('ONE_CERTIFICATE', 'HTML'),
  fails('ONE_CERTIFICATE', 'base64 alone'),
  fails('ONE_CERTIFICATE', 'text before it'),
  fails('ONE_CERTIFICATE', 'text behind it'),
  fails('ONE_CERTIFICATE', 'another label'),
  fails('ONE_CERTIFICATE', 'the label of a trusted one'),
  fails('ONE_CERTIFICATE', 'PKCS#7'),
  fails('ONE_CERTIFICATE', 'escaped line breaks'),
  fails('ONE_CERTIFICATE', 'cut off'),
  fails('ONE_CERTIFICATE', 'octets behind the DER'),
  fails('ONE_CERTIFICATE', 'an indefinite length'),
  fails('ONE_CERTIFICATE', 'another algorithm inside than outside'),
  fails('ONE_CERTIFICATE', 'a time without seconds'),
  fails('CERTIFICATE_SIZE', '70 KB'),
  notes('CERTIFICATE_SIZE', 'more than small devices can hold'),
  fails('SUBJECT_SAME', 'another subject'),
  fails('SUBJECT_SAME', 'the subject in capitals'),
  fails('SUBJECT_SAME', 'a space more'),
  fails('SUBJECT_SAME', 'a part more'),
  fails('SUBJECT_SAME', 'a part less'),
  fails('SUBJECT_SAME', 'parts in another order'),
  fails('SUBJECT_SAME', 'its parts as one'),
  fails('SUBJECT_SAME', 'no subject'),
  notes('SUBJECT_SAME', 'the subject re-encoded'),
  notes('SUBJECT_SAME', 'the subject as BMPString'),
  fails('SUBJECT_SAME', 'a subject that writes on the screen'),
  fails('PUBLIC_KEY_SAME', 'another key'),
  fails('PUBLIC_KEY_SAME', 'a key of another curve'),
  fails('PUBLIC_KEY_SAME', 'a weak key'),
  fails('PUBLIC_KEY_SAME', "the CA's own key"),
  notes('PUBLIC_KEY_SAME', 'the key with a compressed point'),
  fails('ISSUED_BY_LINKED_CA', 'another CA'),
  fails('ISSUED_BY_LINKED_CA', 'the right name, another key'),
  fails('ISSUED_BY_LINKED_CA', 'the right key, another name'),
  fails('ISSUED_BY_LINKED_CA', 'self-signed'),
  fails('ISSUED_BY_LINKED_CA', 'a signature with a bit changed'),
  fails('ISSUED_BY_LINKED_CA', 'changed behind the signature'),
  fails('VALID_NOW', 'expired'),
  fails('VALID_NOW', 'not valid yet'),
  fails('VALID_NOW', 'ends before it begins'),
  fails('WITHIN_AUTHORITY', 'outlives its CA'),
  fails('WITHIN_AUTHORITY', 'never ends'),
  fails('NOT_A_CA', 'CA:TRUE'),
  fails('CLIENT_AUTH', 'it may sign certificates'),
  fails('CLIENT_AUTH', 'it may not sign a handshake'),
  fails('CLIENT_AUTH', 'for servers'),
  notes('CLIENT_AUTH', 'for any purpose'),
  notes('CLIENT_AUTH', 'version 1'),
  fails('SERIAL_SANE', 'serial number zero'),
  fails('SERIAL_SANE', 'a negative serial number'),
  fails('SERIAL_SANE', 'a serial number of 21 octets'),
  fails('SIGNATURE_ALGORITHM', 'SHA-1'),
  fails('CRITICAL_EXTENSIONS', 'an unknown critical extension'),
  fails('CRITICAL_EXTENSIONS', 'a pre-certificate'),
  fails('CRITICAL_EXTENSIONS', 'an extension twice'),
  notes('CRITICAL_EXTENSIONS', 'critical name constraints'),
  fails('PUBLIC_KEY_SAME', 'right at first, then another key'),
  fails('RUNS_DIFFER', 'the same serial number every time'),
];
