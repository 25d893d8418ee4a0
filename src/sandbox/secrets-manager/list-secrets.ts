import { type Call, lookup } from '../service.ts';
import { pageAfter } from '../page-after.ts';
import { invalidNextToken, notImplemented } from './errors.ts';
import { existing } from './find-secret.ts';
import type { SecretRecord } from './state.ts';
import { renderSecret } from './describe-secret.ts';
import { stagesByVersion } from './versions.ts';

interface Filter {
  readonly Key?: string;
  readonly Values?: readonly string[];
}

interface ListInput {
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly IncludePlannedDeletion?: boolean;
  readonly Filters?: readonly Filter[];
  readonly SortOrder?: string;
  readonly SortBy?: string;
}

const PAGE_SIZE = 100;

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
export function listSecrets(input: ListInput, call: Call): Promise<object> {
  const { MaxResults = PAGE_SIZE, Filters = [], SortBy = 'created-date', SortOrder = 'asc' } = input;
  const keyOf = lookup(SORT_KEYS, SortBy);
  if (keyOf === undefined) throw notImplemented(`lists of secrets by ${SortBy}`);
  const tests = Filters.map(testOf);
  return call.store.read((state) => {
    const listed = existing(state, call).filter(
      (secret) =>
        (input.IncludePlannedDeletion === true || secret.deletesAt === undefined) &&
        tests.every((test) => test(secret)),
    );
    const size = Math.min(MaxResults, call.settings.pageSize ?? MaxResults);
    const page = pageAfter(listed, { token: input.NextToken, size, keyOf, isDescending: SortOrder === 'desc' });
    if (page === undefined) throw invalidNextToken('The NextToken is not one that an earlier answer gave.');
    return {
      SecretList: page.items.map((secret) => ({
        ...renderSecret(secret),
        SecretVersionsToStages: stagesByVersion(secret),
      })),
      NextToken: page.next,
    };
  });
}

/** Each ends in the ARN, since two secrets may be made in the same moment. */
const SORT_KEYS: Readonly<Record<string, (secret: SecretRecord) => string>> = {
  'created-date': ({ createdAt, arn }) => `${createdAt} ${arn}`,
  'last-changed-date': ({ changedAt, arn }) => `${changedAt} ${arn}`,
  name: ({ name, arn }) => `${name} ${arn}`,
};

/**
 * Values are prefixes, and one of them must match; `!` before the first turns it round. Those of a description are words,
 * each of which must begin one of it.
 */
function testOf({ Key = '', Values = [] }: Filter): (secret: SecretRecord) => boolean {
  const textsOf = lookup(FILTERS, Key);
  if (textsOf === undefined) throw notImplemented(`the filter ${Key} of ListSecrets`);
  const isNegated = Values[0]!.startsWith('!');
  const prefixes = Values.map((value, index) => (index === 0 && isNegated ? value.slice(1) : value));
  const matches = Key === 'description' ? hasWords : (text: string, prefix: string) => text.startsWith(prefix);
  return (secret) => textsOf(secret).some((text) => prefixes.some((prefix) => matches(text, prefix))) !== isNegated;
}

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

const hasWords = (text: string, wanted: string): boolean =>
  wordsOf(wanted).every((word) => wordsOf(text).some((one) => one.startsWith(word)));

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html */
const FILTERS: Readonly<Record<string, (secret: SecretRecord) => readonly string[]>> = {
  name: ({ name }) => [name],
  description: ({ description }) => (description === undefined ? [] : [description]),
  'tag-key': ({ tags }) => Object.keys(tags),
  'tag-value': ({ tags }) => Object.values(tags),
};
