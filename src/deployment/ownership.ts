import type { FunctionDescription, KeyDescription } from '../aws/ports/ports.ts';
import { CertprovError } from '../errors.ts';

/**
 * How certprov knows its own again when no journal is left: tags on everything that AWS lets it tag, and one prefix
 * for statement ids, which carry no tags. Nothing without these is ever changed or deleted.
 */
const MADE_BY = 'certprov:made-by';
export const RUN = 'certprov:run';
/** On the provider: ARN of the linked Private CA, or `sha256:<fingerprint>` of an external CA's certificate. */
export const AUTHORITY = 'certprov:authority';
/** On the function: base64 SHA-256 of the zip as certprov deployed it. */
export const CODE = 'certprov:code-sha256';

/** On the function and its role: the log group is certprov's as well. Its value: for how many days it was made. */
export const LOG_GROUP = 'certprov:log-group';
/** On the role, and with a number behind it where one value is too short: subnets and security groups of the function. */
export const VPC = 'certprov:vpc';

export type Tags = Readonly<Record<string, string>>;

export const ownTags = (runId: string, more: Tags = {}): Tags => ({ [MADE_BY]: 'certprov', [RUN]: runId, ...more });

/** A key that is AWS's or certprov's to write. */
export const isReservedTag = (key: string): boolean => /^(aws|certprov):/i.test(key);

export const isOurs = (tags: Tags): boolean => tags[MADE_BY] === 'certprov';

/** Of a function: not being able to tell is an error, since both answers would lead to something. */
export function isOurFunction({ functionName, tags, tagsUnread }: FunctionDescription): boolean {
  if (tagsUnread === undefined) return isOurs(tags);
  throw new CertprovError(
    'AWS_ACCESS_DENIED',
    `whose function ${functionName} is could not be determined: its tags cannot be read (${tagsUnread})`,
    {
      fix: 'allow lambda:ListTags on the function, then run the same command again',
      details: { action: 'lambda:ListTags', resource: functionName },
    },
  );
}

/** Stands in ListFunctions, which returns no tags, so that our functions are found among thousands. */
export const FUNCTION_DESCRIPTION = 'signs device CSRs for AWS IoT (made by certprov)';

const STATEMENT_PREFIX = 'certprov-';

/** Statement ids allow letters, digits, `-` and `_` only; provider names allow more. */
export const statementIdFor = (providerName: string): string =>
  `${STATEMENT_PREFIX}${providerName.replace(/[^\w-]/g, '_')}`.slice(0, 100);

export const isOurStatementId = (sid: string | undefined): boolean => sid?.startsWith(STATEMENT_PREFIX) ?? false;

/** Keys and secrets of AWS end some days after they were asked to; until then they are of no use, and their names are taken. */
export const isMarkedForDeletion = ({ keyState }: Pick<KeyDescription, 'keyState'>): boolean =>
  keyState === 'PendingDeletion';

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html */
export const wayBackOfKey = ({ keyId }: Pick<KeyDescription, 'keyId'>, line = anywhere): string =>
  `\`${line(`kms cancel-key-deletion --key-id ${keyId}`)}\`, then \`${line(`kms enable-key --key-id ${keyId}`)}\``;

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html */
export const wayBackOfSecret = (secretName: string, line = anywhere): string =>
  `\`${line(`secretsmanager restore-secret --secret-id ${secretName}`)}\``;

/** What shows a `fix` adds the account to it. */
const anywhere = (words: string): string => `aws ${words}`;
