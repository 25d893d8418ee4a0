import { matchesWildcards } from '../iam/wildcards.ts';
import { pageAfter } from '../page-after.ts';
import type { Call, ServiceError } from '../service.ts';

import { invalidParameterValue } from './errors.ts';

interface Filter {
  readonly Name?: string;
  readonly Values?: readonly string[];
}

/** What every Describe operation here takes besides the ids that it is asked for. */
export interface DescribeInput {
  readonly Filters?: readonly Filter[];
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

interface Description<T> {
  readonly idOf: (one: T) => string;
  readonly notFound: (id: string) => ServiceError;
  /** By the filter's name, what of a record it looks at. */
  readonly filters: Readonly<Record<string, (one: T) => readonly string[]>>;
}

/** AWS's own page size where none is asked for. */
const PAGE_SIZE = 1000;

/**
 * Ids that are named must all be there; filters combine by AND, the values of one by OR, with `*` and `?`.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
export function described<T>(
  records: readonly T[],
  ids: readonly string[] | undefined,
  input: DescribeInput,
  { idOf, notFound, filters }: Description<T>,
  { settings }: Pick<Call, 'settings'>,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const missing = ids?.find((id) => !records.some((one) => idOf(one) === id));
  if (missing !== undefined) throw notFound(missing);
  const found = records
    .filter((one) => ids === undefined || ids.includes(idOf(one)))
    .filter((one) => (input.Filters ?? []).every((filter) => passes(one, filter, filters)));
  const size = Math.min(input.MaxResults ?? PAGE_SIZE, settings.pageSize ?? PAGE_SIZE);
  const page = pageAfter(found, { token: input.NextToken, size, keyOf: idOf });
  if (page === undefined) throw invalidParameterValue(`Invalid value '${input.NextToken}' for nextToken.`);
  return page;
}

function passes<T>(one: T, { Name = '', Values = [] }: Filter, filters: Description<T>['filters']): boolean {
  const look = Object.hasOwn(filters, Name) ? filters[Name] : undefined;
  if (look === undefined) throw invalidParameterValue(`The filter '${Name}' is invalid`);
  const values = look(one);
  return Values.some((wanted) => values.some((value) => matchesWildcards(wanted, value)));
}
