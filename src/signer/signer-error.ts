/** What the signer itself refuses, and the `errorType` that Lambda reports for it. */
const SIGNER_ERRORS = {
  EVENT_INVALID: 'EventInvalid',
  CSR_TOO_LARGE: 'CsrRefused',
  CSR_HASH_BROKEN: 'CsrRefused',
  CSR_SIGNATURE_INVALID: 'CsrRefused',
  CSR_KEY_REFUSED: 'CsrRefused',
  CSR_NAMES_NOTHING: 'CsrRefused',
  CSR_NAMES_REFUSED: 'CsrRefused',
  CSR_EXTENSIONS_REFUSED: 'CsrRefused',
  CSR_UNREADABLE: 'CsrRefused',
  CERTIFICATE_UNREADABLE: 'CertificateRefused',
  CERTIFICATE_SUBJECT_DIFFERS: 'CertificateRefused',
  CERTIFICATE_KEY_DIFFERS: 'CertificateRefused',
  CERTIFICATE_IS_CA: 'CertificateRefused',
  CERTIFICATE_GRANTS_MORE: 'CertificateRefused',
  CERTIFICATE_ISSUER_DIFFERS: 'CertificateRefused',
  CERTIFICATE_NOT_VALID_NOW: 'CertificateRefused',
} as const;

type SignerErrorCode = keyof typeof SIGNER_ERRORS;

/** Lambda passes on the name and the message; the code is for the log. */
export class SignerError extends Error {
  readonly code: SignerErrorCode;
  /** `refused`: the device's request is at fault. `failed`: it is not. */
  readonly outcome: 'refused' | 'failed';

  constructor(code: SignerErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
    this.name = SIGNER_ERRORS[code];
    this.outcome = SIGNER_ERRORS[code] === 'CertificateRefused' ? 'failed' : 'refused';
  }
}
