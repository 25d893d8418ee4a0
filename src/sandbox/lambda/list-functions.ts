import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { findFunction } from './find-function.ts';
import { listedConfiguration } from './function-configuration.ts';
import { referenceFunction } from './function-reference.ts';
import { page } from './page.ts';

interface ListFunctionsInput {
  readonly Marker?: string;
  readonly MaxItems?: number;
  readonly FunctionVersion?: string;
}

/** Lambda returns no more than 50 whatever MaxItems says. @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
const PAGE_SIZE = 50;

interface ListVersionsInput {
  readonly FunctionName: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

/** $LATEST first, then the published versions as they were made. */
export function listVersionsByFunction(input: ListVersionsInput, call: Call): Promise<object> {
  const { Marker, MaxItems } = input;
  const reference = referenceFunction(input, call);
  const size = Math.min(MaxItems ?? PAGE_SIZE, PAGE_SIZE, call.settings.pageSize ?? PAGE_SIZE);
  return call.store.read((state) => {
    const found = findFunction(state, reference, call);
    const versions = new Map([found.latest, ...found.published].map((version, index) => [sortable(index), version]));
    const { items, next } = page([...versions.keys()], Marker, size);
    const listed = items.map((key) => {
      const version = versions.get(key)!;
      return listedConfiguration(found, version, `${found.functionArn}:${version.version}`);
    });
    return { Versions: listed, NextMarker: next };
  });
}

/** Pages go by the order of names, in which 10 comes before 2. */
const sortable = (index: number): string => String(index).padStart(9, '0');

export function listFunctions(input: ListFunctionsInput, call: Call): Promise<object> {
  const { Marker, MaxItems, FunctionVersion } = input;
  const size = Math.min(MaxItems ?? PAGE_SIZE, PAGE_SIZE, call.settings.pageSize ?? PAGE_SIZE);
  return call.store.read((state) => {
    const { functions } = regionOf(state, call.region).lambda;
    const { items, next } = page(Object.keys(functions), Marker, size);
    const listed = items.flatMap((name) => {
      const found = functions[name]!;
      if (FunctionVersion === undefined) return [listedConfiguration(found, found.latest, found.functionArn)];
      return [found.latest, ...found.published].map((version) =>
        listedConfiguration(found, version, `${found.functionArn}:${version.version}`),
      );
    });
    return { Functions: listed, NextMarker: next };
  });
}
