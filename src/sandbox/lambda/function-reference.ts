import type { Call } from '../service.ts';
import { ServiceError } from '../service.ts';
import { invalidParameterValue, resourceNotFound } from './errors.ts';

const NAME =
  /^(?:arn:aws[a-zA-Z-]*:lambda:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_.]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** What a request names: a function, perhaps one version of it. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier: string | undefined;
  /** Without qualifier. */
  readonly arn: string;
}

export const functionArn = (call: Pick<Call, 'account' | 'region'>, name: string): string =>
  `arn:aws:lambda:${call.region}:${call.account}:function:${name}`;

/** Takes a name, a partial ARN or an ARN, each with or without a qualifier. */
export function referenceFunction(
  input: { readonly FunctionName: string; readonly Qualifier?: string },
  call: Pick<Call, 'account' | 'region'>,
): FunctionReference {
  const parts = NAME.exec(input.FunctionName)?.groups;
  if (!parts?.['name']) throw resourceNotFound(`Function not found: ${input.FunctionName}`);
  if (parts['region'] && parts['region'] !== call.region) {
    throw resourceNotFound(`Functions from '${parts['region']}' are not reachable in this region ('${call.region}')`);
  }
  if (parts['account'] && parts['account'] !== call.account) {
    // AWS has no words for it.
    throw new ServiceError('AccessDeniedException', 403, '');
  }
  if (input.Qualifier !== undefined && parts['qualifier'] !== undefined && input.Qualifier !== parts['qualifier']) {
    throw invalidParameterValue('The derived qualifier from the function name does not match the specified qualifier.');
  }
  const qualifier = input.Qualifier ?? parts['qualifier'];
  return { name: parts['name'], qualifier, arn: functionArn(call, parts['name']) };
}
