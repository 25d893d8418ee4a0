import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidParameterValue } from './errors.ts';
import { listedConfiguration } from './function-configuration.ts';
import { page } from './page.ts';

interface ListFunctionsInput {
  readonly Marker?: string;
  readonly MaxItems?: number;
  readonly FunctionVersion?: string;
}

/** Lambda returns no more than 50 whatever MaxItems says. @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
const PAGE_SIZE = 50;

export function listFunctions(input: ListFunctionsInput, call: Call): Promise<object> {
  const { Marker, MaxItems, FunctionVersion } = input;
  if (FunctionVersion !== undefined && FunctionVersion !== 'ALL') {
    throw invalidParameterValue(
      `Value '${FunctionVersion}' at 'functionVersion' failed to satisfy constraint: Member must satisfy enum value set: [ALL]`,
    );
  }
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
