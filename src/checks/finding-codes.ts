/** Every code that a finding can have, with its meaning; docs/findings.md is made from it. Never reused. */
export const FINDING_CODES = {
  AUTHORITY_ENDS_SOON: 'the CA ends within 90 days, and no certificate can outlive it',
  AUTHORITY_MISSING: 'the CA that the function uses no longer exists or is not shared any more',
  AUTHORITY_UNUSABLE:
    'the CA cannot issue certificates that AWS IoT accepts: not ACTIVE, expired, or another kind of key',
  FUNCTION_CLOSED_TO_IOT: 'no statement of the resource policy lets AWS IoT invoke the function for this provider',
  FUNCTION_CONCURRENCY_ZERO: 'the reserved concurrency is 0, so that nobody can invoke the function',
  FUNCTION_MISSING: 'the function of the certificate provider no longer exists',
  FUNCTION_NAME_TAKEN: 'a function of that name exists and was not made by certprov',
  FUNCTION_NAME_TOO_LONG: 'the name of the role that goes with the function would be too long for IAM',
  FUNCTION_NOT_ACTIVE: 'Lambda does not report the function as Active',
  FUNCTION_OPEN_TO_OTHERS: 'the statement for AWS IoT lacks a source condition (confused deputy)',
  FUNCTION_RUNTIME_DEPRECATED: 'Lambda no longer supports the runtime',
  FUNCTION_RUNTIME_ENDS_SOON: 'Lambda will stop supporting the runtime within 180 days',
  FUNCTION_TIMEOUT_SHORT: "the timeout ends before AWS IoT's 5 seconds",
  FUNCTION_UPDATE_FAILED: 'the last update of the function failed; the code before it still runs',
  PROVIDER_FOREIGN: 'the certificate provider was not made by certprov',
  PROVIDER_SLOT_TAKEN: 'the account has a certificate provider already, and AWS allows one',
  ROLE_NAME_TAKEN: 'a role of that name exists and was not made by certprov',
  SIGNER_CODE_CHANGED: 'the code of the function is not what certprov deployed',
  SIGNER_DIFFERS: 'certprov deployed the function earlier, with another CA, validity or version',
  SIGNING_FAILURES: 'AWS IoT refused CSRs in the last days',
  STATUS_INCOMPLETE: 'a part of the account could not be read',
} as const;

export type FindingCode = keyof typeof FINDING_CODES;
