/** Every code that a finding can have, with its meaning; docs/findings.md is made from it. Never reused. */
export const FINDING_CODES = {
  AUTHORITY_CAPS_VALIDITY: 'the CA gives a shorter validity than was asked for',
  AUTHORITY_CHANGES_KEY: 'the CA certifies another public key than that of the CSR',
  AUTHORITY_CHANGES_SUBJECT: 'the CA changes the subject of the CSR, which AWS IoT does not accept',
  AUTHORITY_ENDS_SOON: 'the CA ends within 90 days, and no certificate can outlive it',
  AUTHORITY_ISSUER_DIFFERS: 'the CA certificate that was given is not the one that issues',
  AUTHORITY_KEY_DIFFERS: 'the KMS key is not the key of the CA certificate that was given',
  AUTHORITY_MISSING: 'the CA that the function uses no longer exists or is not shared any more',
  AUTHORITY_NOT_ANSWERING: 'the server of the CA does not answer, or answers that it cannot issue',
  AUTHORITY_NOT_REACHED: 'the CA could not be asked from this machine',
  AUTHORITY_REFUSES: 'the CA refused to issue the canary certificate',
  AUTHORITY_REWRITES_SUBJECT: 'the CA writes the subject in other bytes; whether AWS IoT accepts that is not known',
  AUTHORITY_SHARED:
    'the CA belongs to another account, whose resource share may not let the template of the signer pass',
  AUTHORITY_UNUSABLE:
    'the CA cannot issue certificates that AWS IoT accepts: not ACTIVE, expired, or another kind of key',
  CANARY_NEEDS_TEMPLATE: 'no provisioning template is there for the canary, and certprov is to make no role for one',
  CA_KEY_IN_SECRET: 'the key of the CA is in a secret: whoever may read it owns the CA',
  CA_RENEWED: 'the server of the CA shows another certificate of the linked CA than the one that the signer has',
  CA_REGISTERS_DEVICES: 'the issuing CA is registered with AWS IoT and lets its devices register themselves',
  CERTIFICATES_FOR_SERVERS: 'by the template that was chosen, a device certificate is good for a TLS server as well',
  CERTIFICATES_WILL_END: 'certificates from your CA end, and those that AWS signed ran to 2049',
  CLAIMS_SEND_NO_CSR:
    'a claim policy allows keys made by AWS only, so that a certificate provider changes nothing for its fleet',
  CLAIM_CANNOT_HEAR: 'a claim policy lets a device send a CSR but not receive the reply (`topic` for `topicfilter`)',
  CSRS_OVER_HTTP:
    'somebody calls CreateCertificateFromCsr over HTTP, which a certificate provider most likely does not answer',
  DEVICES_MAY_NEED_SNI: 'AWS does not say whether certificates of a provider work for devices that send no SNI',
  DEVICES_MAY_SEND_NO_NAME:
    'AWS signs a CSR without subject and subjectAltName; AWS Private CA and the signer refuse it',
  DEVICE_BUFFERS_SMALL: 'a certificate may be larger than the 2,048 bytes that small devices set aside',
  ENVIRONMENT_TOO_LARGE: 'the settings of the signer are larger than the environment of a Lambda function',
  FEW_ENVIRONMENTS: 'Lambda runs so few copies of the function at a time that a go-live is throttled',
  FUNCTION_CLOSED_TO_IOT: 'no statement of the resource policy lets AWS IoT invoke the function for this provider',
  FUNCTION_CODE_SIGNED: 'Lambda takes only signed code for the function, which certprov cannot make',
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
  HOOK_SEES_CERTIFICATE: 'a pre-provisioning hook gets a certificate from your CA instead of one from Amazon',
  IMPACT_INCOMPLETE: 'a part of what `certprov impact` looks at was not read',
  IOT_KEY_UNHEALTHY: 'AWS IoT cannot use the key of the customer that its data is under, as AWS reports it',
  LANDING_ZONE_CHANGED: 'what certprov made no longer has the boundary, the key or the tags that it was made with',
  LANDING_ZONE_DIFFERS: 'what an earlier run made has another boundary, path, role, key or other tags than asked for',
  LOG_GROUP_GONE: 'the log group that certprov made for the function no longer exists',
  LOG_GROUP_KEPT: 'the log group of the function is there, made by others, and not as asked for',
  NO_CSR_SEEN: 'no device has sent a CSR in the last days',
  PROVIDER_FOREIGN: 'the certificate provider was not made by certprov',
  PROVIDER_SLOT_TAKEN: 'the account has a certificate provider already, and AWS allows one',
  RIGHTS_MISSING: 'whoever runs certprov may not do all of the plan or of its proof',
  RIGHTS_UNKNOWN: 'whether whoever runs certprov may do all of it could not be checked',
  ROLE_MISSING: 'the role of the function of the certificate provider no longer exists',
  ROLE_NAME_TAKEN: 'a role of that name exists and was not made by certprov',
  ROLE_NOT_CHECKED: 'whether the role that was given is one for the signer could not be asked',
  ROLE_POLICY_MISSING: 'the role of the function no longer has the policy that certprov gave it',
  ROLE_UNUSABLE: 'the role that was given is not there, may not be assumed by Lambda or is not allowed enough',
  SECRET_MISSING: 'the secret of the signer no longer exists or is marked for deletion',
  SECRET_NAME_TAKEN: 'a secret of that name exists and was not made by certprov',
  SIGNER_CA_END_STALE: 'the signer was told another end of its CA than the CA has now',
  SIGNER_CODE_CHANGED: 'the code of the function is not what certprov deployed',
  SIGNER_DIFFERS: 'certprov deployed the function earlier, with another CA, template, validity or version',
  SIGNER_OTHER_VERSION: 'the function runs the signer of another version of certprov, as deployed',
  SIGNER_SETTINGS_CHANGED: 'handler, role, layers or environment of the function are not as certprov deployed them',
  SIGNING_FAILURES: 'AWS IoT refused CSRs in the last days',
  STATUS_INCOMPLETE: 'a part of the account could not be read',
  SWITCH_REFUSED: 'the last canary of the switch failed: devices are refused, or get what they cannot use',
  SWITCH_UNPROVEN: 'the switch is on, and no canary has proven that devices are served',
  TEMPLATE_WITHOUT_CLAIM: 'no claim certificate was found for a template: its devices may come by trusted users',
  VPC_DIFFERS: 'the subnets and security groups that were given are of different VPCs',
  VPC_MISSING: 'a subnet or a security group that was given, or that the function is attached to, is not there',
  VPC_NEEDS_ROUTE: 'in a VPC the function reaches AWS services only through an endpoint or a NAT gateway',
  VPC_NO_WAY_OUT: 'from a subnet of the function no way to a service of AWS that it calls was found',
  VPC_ONE_SUBNET: 'the function is attached to one subnet only',
  VPC_UNREAD: 'a part of the network that the function is attached to could not be read',
  WAY_BACK_MISSING: 'whoever runs certprov may not take the switch back',
} as const;

export type FindingCode = keyof typeof FINDING_CODES;

/** What a check reports. Findings are collected and shown together, never thrown. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'blocker' | 'warning';
  readonly summary: string;
  /** A sentence or a command that removes the cause. */
  readonly fix?: string;
  /** ARN or name of what the finding is about. */
  readonly resource?: string;
}

export const isBlocked = (findings: readonly Finding[]): boolean => findings.some((f) => f.severity === 'blocker');
