/** A sentence of AWS that certprov reads, and the texts in which it was met. */
interface RecordedMessage {
  readonly pattern: RegExp;
  /** As recorded; names and numbers are exchanged for AWS's usual examples. */
  readonly texts: readonly string[];
  /** Where the texts were seen. */
  readonly source: string;
}

const USER = 'User: arn:aws:iam::111122223333:user/deploy is not authorized to perform:';
const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html';
const BECAUSE = 'because no identity-based policy allows the';
const ROLE_ARN = 'arn:aws:iam::111122223333:role/certprov-signer-us-east-1';
const BAD_GRANT =
  'Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. Please check your KMS key settings. KMS Exception: InvalidArnException KMS Message: ARN does not refer to a valid principal';

/**
 * Every pattern by which certprov reads a message of AWS, with what it was made from: codes are looked at first, and a
 * message only where AWS has no code for it. No other file matches messages of AWS; a test holds the rest to it, and feeds
 * each pattern its texts.
 */
export const AWS_SAYS = {
  notAuthorized: {
    pattern: /is not authorized to perform/i,
    texts: [
      `${USER} iam:CreateRole on resource: ${ROLE_ARN} ${BECAUSE} iam:CreateRole action`,
      `${USER} secretsmanager:CreateSecret on resource: certprov/signer ${BECAUSE} secretsmanager:CreateSecret action`,
    ],
    source: GUIDE,
  },
  deniedCaller: {
    pattern: /\b(?:User|Principal):? (arn:[^\s,]+)/,
    texts: [`${USER} iam:GetRole on resource: role certprov-signer ${BECAUSE} iam:GetRole action`],
    source: GUIDE,
  },
  deniedAction: {
    pattern: / perform:? ([a-z0-9-]+:[A-Za-z]+)/,
    texts: [`${USER} iam:PassRole on resource: ${ROLE_ARN} ${BECAUSE} iam:PassRole action`],
    source: GUIDE,
  },
  /** IAM names `role NAME`, but for CreateRole; Secrets Manager the name or ARN as the request had it; S3 has quotes. */
  deniedResource: {
    pattern: / on resource:? ["']?((?:(?:role|user|group) )?[^\s"',]+)/,
    texts: [
      `${USER} iam:CreateRole on resource: ${ROLE_ARN} ${BECAUSE} iam:CreateRole action`,
      `${USER} iam:PutRolePolicy on resource: role certprov-signer ${BECAUSE} iam:PutRolePolicy action`,
      `${USER} secretsmanager:GetSecretValue on resource: certprov/signer ${BECAUSE} secretsmanager:GetSecretValue action`,
      `${USER} kms:CreateKey on resource: * ${BECAUSE} kms:CreateKey action`,
      `${USER} s3:GetObject on resource: "arn:aws:s3:::amzn-s3-demo-bucket/list.jsonl" ${BECAUSE} s3:GetObject action`,
    ],
    source: `${GUIDE}, and many public reports`,
  },
  deniedExplicitly: {
    pattern: / with an explicit deny(?: in an? ([\w -]{1,40}))?/,
    texts: [
      `${USER} iam:CreateRole on resource: ${ROLE_ARN} with an explicit deny in a service control policy`,
      `${USER} iam:CreateRole on resource: ${ROLE_ARN} with an explicit deny`,
    ],
    source: GUIDE,
  },
  notAllowed: {
    pattern: / because no ([\w -]{1,40}?) allows/,
    texts: [
      `${USER} iam:GetRole on resource: role certprov-signer ${BECAUSE} iam:GetRole action`,
      `${USER} iam:GetRole on resource: role certprov-signer because no permissions boundary allows the iam:GetRole action`,
      'User: arn:aws:sts::111122223333:assumed-role/signer/certprov is not authorized to perform: acm-pca:IssueCertificate on resource: arn:aws:acm-pca:eu-west-2:444455556666:certificate-authority/1 because no resource-based policy allows the acm-pca:IssueCertificate action',
    ],
    source: `${GUIDE}, https://github.com/cert-manager/aws-privateca-issuer/issues/50`,
  },
  denyingPolicy: {
    pattern: / policy: (arn:[^\s,]+)/,
    texts: [
      `${USER} iam:CreateRole on resource: ${ROLE_ARN} with an explicit deny in a service control policy: arn:aws:organizations::999988887777:policy/o-ab12cd34ef/service_control_policy/p-1234abcd.`,
    ],
    source: GUIDE,
  },
  /** Of Secrets Manager, with 400 and the code AccessDeniedException: not its own right is missing, but one on the key. */
  kmsNotAllowed: {
    pattern: /\bAccess to KMS is not allowed/i,
    texts: ['Access to KMS is not allowed'],
    source: 'https://github.com/aws/aws-cdk/issues/7677',
  },
  tokenExpired: {
    pattern: /security token included in the request is expired/i,
    texts: ['The security token included in the request is expired'],
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html',
  },
  clockIsWrong: {
    pattern: /signature (?:expired|not yet current)/i,
    texts: [
      'Signature expired: 20261130T000000Z is now earlier than 20261130T001000Z (20261130T001500Z - 5 min.)',
      'Signature not yet current: 20261130T003000Z is still later than 20261130T002000Z (20261130T001500Z + 5 min.)',
    ],
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html',
  },
  lambdaCannotAssumeRole: {
    pattern: /cannot be assumed by Lambda/i,
    texts: ['The role defined for the function cannot be assumed by Lambda.'],
    source: 'https://github.com/aws/aws-cli/issues/7700',
  },
  roleHasNoNetwork: {
    pattern: /execution role does not have permissions to call CreateNetworkInterface/i,
    texts: ['The provided execution role does not have permissions to call CreateNetworkInterface on EC2'],
    source: 'https://github.com/hashicorp/terraform/pull/15067',
  },
  /** Of Lambda, with AccessDeniedException: a right of the caller on EC2, not on Lambda. */
  ec2DeniesCaller: {
    pattern: /access has been denied by EC2.* permission to (Describe[A-Za-z]+)/is,
    texts: [
      'Your access has been denied by EC2, please make sure your request credentials have permission to DescribeSecurityGroups for sg-0123456789abcdef0. EC2 Error Code: UnauthorizedOperation. EC2 Error Message: You are not authorized to perform this operation.',
    ],
    source: 'https://github.com/serverless/serverless/issues/8209',
  },
  keyDoesNotKnowRole: {
    pattern: /KMS key is invalid for CreateGrant.*not refer to a valid principal/is,
    texts: [
      `${BAD_GRANT}:\narn:aws:sts::111122223333:assumed-role/certprov-signer-us-east-1/certprov-signer`,
      `${BAD_GRANT}: ${ROLE_ARN}`,
    ],
    source: 'https://github.com/hashicorp/terraform-provider-aws/issues/4633',
  },
  /** Of CloudWatch Logs, with AccessDeniedException: no right of the caller, but one of the service on the key. */
  keyRefusesLogs: {
    pattern: /KMS key does not exist or is not allowed to be used with/i,
    texts: [
      "The specified KMS key does not exist or is not allowed to be used with Arn 'arn:aws:logs:eu-west-2:111122223333:log-group:vpc-flow-logs'",
    ],
    source:
      'https://github.com/hashicorp/terraform-provider-aws/issues/29282, https://github.com/ministryofjustice/modernisation-platform/issues/7870',
  },
  iotCannotAssumeRole: {
    pattern: /\brole cannot be assumed\b|\bassume the (?:provisioning )?role\b/i,
    texts: ['The provisioning role cannot be assumed by AWS IoT'],
    source:
      'https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iot/provisioning_template.go',
  },
  /** Of devices: "later", with a code or in words. */
  deviceThrottled: {
    pattern: /throttl|too\s?many|limit\s?exceeded/i,
    texts: ['ThrottlingException: Rate exceeded', 'TooManyRequests: Too many requests', 'LimitExceededException'],
    source: 'https://docs.aws.amazon.com/iot/latest/apireference/CommonErrors.html (codes; no text is recorded)',
  },
  functionTimedOut: {
    pattern: /Task timed out after ([\d.]+) seconds/,
    texts: ['2026-11-30T07:33:17.326Z 8f5a0b0c-1d2e-4f3a-9b8c-7d6e5f4a3b2c Task timed out after 5.00 seconds'],
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html',
  },
  functionModuleMissing: {
    pattern: /ImportModuleError|Cannot find (?:module|package)|No module named/,
    texts: [
      "Runtime.ImportModuleError Error: Cannot find module 'index'",
      "Runtime.ImportModuleError Unable to import module 'lambda_function': No module named 'cryptography'",
    ],
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html',
  },
  functionHandlerMissing: {
    pattern: /HandlerNotFound|is not a function|has no attribute/,
    texts: [
      'Runtime.HandlerNotFound index.handler is undefined or not exported',
      "Runtime.HandlerNotFound Handler 'lambda_handler' missing on module 'lambda_function'",
    ],
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html',
  },
  functionOutOfMemory: {
    pattern: /OutOfMemory|ENOMEM|signal: killed/,
    texts: [
      'Runtime.ExitError RequestId: 8f5a0b0c-1d2e-4f3a-9b8c-7d6e5f4a3b2c Error: Runtime exited with error: signal: killed',
      'Runtime.OutOfMemory',
    ],
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html',
  },
  functionDenied: {
    pattern: /AccessDenied|not authorized to perform/,
    texts: [
      `AccessDeniedException User: arn:aws:sts::111122223333:assumed-role/signer/certprov is not authorized to perform: acm-pca:IssueCertificate on resource: arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/1 ${BECAUSE} acm-pca:IssueCertificate action`,
    ],
    source: GUIDE,
  },
  functionThrottled: {
    pattern: /Throttl|TooManyRequests|Rate exceeded/,
    texts: ['ThrottlingException Rate exceeded', 'TooManyRequestsException Rate Exceeded.'],
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html',
  },
} as const satisfies Readonly<Record<string, RecordedMessage>>;

/** Words of AWS's SDK for JavaScript, which it puts where AWS has said nothing, or beside what AWS has said. */
export const SDK_SAYS = {
  /** In place of a message that was empty or null, such as that of a function of another account. */
  nothing: {
    pattern: /^UnknownError$/,
    texts: ['UnknownError'],
    source: '@smithy/core, decorateServiceException',
  },
  noConnection: {
    pattern: /did not establish a connection/,
    texts: [
      'Socket timed out: did not establish a connection with the server within the configured timeout of 5000 ms.',
    ],
    source: '@smithy/node-http-handler, setConnectionTimeout',
  },
  parserNote: {
    pattern: /\s*Deserialization error: to see the raw response.*$/s,
    texts: [
      'Unexpected token \'<\', "<html>" is not valid JSON\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.',
    ],
    source: '@smithy/core, deserializerMiddleware',
  },
} as const satisfies Readonly<Record<string, RecordedMessage>>;
