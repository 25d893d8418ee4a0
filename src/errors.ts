/** Exit codes are public interface: add, never renumber. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  blocked: 3,
  undoIncomplete: 4,
  cancelled: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Facts about an error for `--json`; never a secret, never a whole PEM. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[] | object | undefined>>;

interface CertprovErrorOptions {
  /** What to type or change; shown after `fix:`. */
  readonly fix?: string | undefined;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
  readonly details?: ErrorDetails;
}

/**
 * The one error that certprov throws on purpose: a code from the closed list below, one sentence, and a fix.
 * Anything else that reaches `main.ts` is a defect and is reported as such.
 */
export class CertprovError extends Error {
  override readonly name = 'CertprovError';
  readonly code: ErrorCode;
  readonly fix: string | undefined;
  readonly exitCode: ExitCode;
  readonly details: ErrorDetails;
  /** Where the command left the account, in whole lines; set by the command that was interrupted by the error. */
  aftermath: string | undefined;
  /** The account that the command worked on, once that was known. */
  place: { readonly account: string; readonly region: string; readonly caller: string } | undefined;
  /** It came up in a look at the account before a change, which therefore was not asked for. */
  isBeforeChange = false;

  constructor(code: ErrorCode, message: string, options: CertprovErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fix = options.fix;
    this.exitCode = options.exitCode ?? EXIT.failed;
    this.details = options.details ?? {};
  }
}

/** Every error code, documented in docs/errors.md; a code is never given a second meaning. */
export const ERROR_CODES = {
  NODE_UNSUPPORTED: 'the Node.js that runs certprov is too old',
  CANCELLED: 'the operator stopped: Ctrl-C, a closed terminal or a "no"',
  INPUT_REQUIRED: 'a question needs an answer and there is no terminal to ask on',
  USAGE_INVALID: 'an option or its value is not one that the command takes',
  CONFIRMATION_MISMATCH: 'the account and Region typed or passed are not the ones in use',
  PLAN_BLOCKED: 'a finding forbids to go on',
  TRIAL_FAILED: 'the trial signing did not pass, so the function cannot be enabled',
  CANARY_FAILED: 'a device would not get a certificate of the linked CA through AWS IoT',
  CANARY_UNAVAILABLE: 'the canary cannot go down the path of a device from this machine',
  SWITCH_UNPROVEN: 'nobody could prove the switch, so it was rolled back',
  ACCOUNT_CHANGED: 'the account is no longer as it was when the plan was made',
  UNDO_INCOMPLETE: 'not everything could be rolled back; a person is needed',
  PROVIDER_FOREIGN: 'the certificate provider was not made by certprov',
  READ_BACK_DIFFERS: 'what AWS reports after a change is not what was asked for',

  FILE_UNREADABLE: 'a file could not be read',
  FILE_UNWRITABLE: 'a file that was asked for could not be written',
  FILE_TOO_LARGE: 'a file is larger than anything that certprov reads',
  CSR_NOT_PEM_OR_DER: 'the input is neither a PEM nor a DER certification request',
  CSR_IS_PRIVATE_KEY: 'the input is a private key; it was not read further',
  CSR_IS_CERTIFICATE: 'the input is a certificate, not a certification request',
  CSR_IS_SOMETHING_ELSE: 'the input is another kind of object',
  CSR_SEVERAL_BLOCKS: 'the input holds more than one PEM block',
  CSR_MALFORMED: 'the certification request is not valid DER of RFC 2986',
  CSR_REFUSED: 'the certification request cannot be used with AWS IoT',
  CERTIFICATE_MALFORMED: 'the input is not one valid X.509 certificate',
  NAME_MALFORMED: 'the text is not a name such as CN=Acme Device CA,O=Acme',
  KEY_UNREADABLE: 'the input does not hold one private key that can be read',
  KEY_PASSPHRASE_NEEDED: 'the private key is encrypted, and no passphrase was given',
  KEY_PASSPHRASE_WRONG: 'the passphrase does not open the private key',
  KEY_REFUSED: 'the key cannot be that of a CA whose certificates AWS IoT takes',

  AWS_ACCESS_DENIED: 'AWS refused a call for want of a permission',
  AWS_CREDENTIALS_MISSING: 'there are no AWS credentials to use',
  AWS_CREDENTIALS_EXPIRED: 'the AWS credentials have expired',
  AWS_CREDENTIALS_INVALID: 'AWS does not know the credentials or their signature',
  AWS_CREDENTIALS_OTHER_ACCOUNT: 'the AWS credentials were renewed on the way, for another account',
  AWS_REGION_MISSING: 'there is no AWS Region to use',
  AWS_THROTTLED: 'AWS asked to slow down and went on asking',
  AWS_UNREACHABLE: 'AWS could not be reached',
  AWS_TIMEOUT: 'AWS did not answer in time',
  AWS_NOT_FOUND: 'AWS has no such resource',
  AWS_CONFLICT: 'the resource exists already or is busy',
  AWS_LIMIT: 'an AWS quota is reached',
  AWS_REFUSED: 'AWS refused a call as invalid',
  AWS_FAILED: 'AWS failed to carry out a call',
  AWS_NOT_AWS: 'the answer did not come from AWS',
  FUNCTION_NOT_READY: 'the Lambda function did not become Active',

  AUTHORITY_UNREACHABLE: 'the CA does not answer from this machine',
  AUTHORITY_UNTRUSTED: 'the CA is not the one that was named, or cannot prove it',

  DEVICE_ENDPOINT_UNREACHABLE: 'the endpoint of AWS IoT for devices cannot be reached from this machine',
  DEVICE_ENDPOINT_UNTRUSTED: 'what answers at the endpoint for devices cannot prove to be AWS IoT',
  DEVICE_IDENTITY_UNUSABLE: 'the certificate and key of a device, or of a claim, cannot be used',
  DEVICE_NOT_ACCEPTED: 'the connection of a device ended before AWS IoT answered',
  DEVICE_NOT_AUTHORIZED: 'AWS IoT refused what a device did, or the connection ended when it did it',
  DEVICE_UNANSWERED: 'a device got no answer in time',
  DEVICE_REFUSED: 'AWS IoT answered a device with a refusal',
  DEVICE_ANSWER_UNREADABLE: 'what answered a device is not what AWS IoT answers',
  DEVICE_CERTIFICATE_BAD: 'the certificate that a device got does not pass the rules',
  TEMPLATE_UNUSABLE: 'the provisioning template is disabled, or is not for fleet provisioning',

  STATE_UNSAFE: 'somebody else could change the state folder, or it is a symbolic link',
  STATE_UNWRITABLE: 'the state folder cannot be written, and nothing is begun without it',
  JOURNAL_CORRUPT: 'a journal cannot be read, so nothing was done with it',
  STATE_LOCKED: 'another certprov works on the same account and Region',
  SANDBOX_REFUSED: 'a call would have left this machine in sandbox mode',
  SANDBOX_PORT_TAKEN: 'another program listens on the port that the sandbox was to serve',
  INTERNAL: 'a defect of certprov',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** For a question that nobody is there to answer. */
export function inputRequired(flag: string, options: { readonly fix?: string } = {}): CertprovError {
  return new CertprovError('INPUT_REQUIRED', `${flag} is needed and there is no terminal to ask on`, {
    fix: options.fix ?? `pass ${flag}, or run certprov in a terminal`,
    exitCode: EXIT.usage,
    details: { flag },
  });
}

export function usageInvalid(message: string, fix?: string): CertprovError {
  return new CertprovError('USAGE_INVALID', message, { fix, exitCode: EXIT.usage });
}

export function cancelled(message = 'stopped by the operator'): CertprovError {
  return new CertprovError('CANCELLED', message, { exitCode: EXIT.cancelled });
}

export const isAccessDenied = (error: unknown): error is CertprovError =>
  error instanceof CertprovError && error.code === 'AWS_ACCESS_DENIED';
