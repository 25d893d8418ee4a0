import { ServiceError } from '../../service.ts';

/** What a template says about what is there already. */
type Override = 'DO_NOTHING' | 'REPLACE' | 'FAIL' | 'MERGE';

/** Undefined: the resource stays as it is. */
export function overrideOf(
  settings: Readonly<Record<string, string>>,
  property: string,
  preset: Override,
): Exclude<Override, 'FAIL' | 'DO_NOTHING'> | undefined {
  const setting = (settings[property] ?? preset) as Override;
  if (setting === 'FAIL') {
    throw new ServiceError(
      'ConflictingResourceUpdateException',
      409,
      `The resource exists and its ${property} may not change`,
    );
  }
  return setting === 'DO_NOTHING' ? undefined : setting;
}
