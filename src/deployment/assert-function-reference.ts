import type { AccountPlace } from '../aws/arn.ts';
import { usageInvalid } from '../errors.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html (FunctionName) */
const REFERENCE =
  /^(?:arn:[\w-]+:lambda:)?(?:(?<region>[a-z]{2,}(?:-[a-z]+)+-\d+):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[\w.-]+)(?::(?<qualifier>[\w$.-]+))?$/;
const MAX_CHARACTERS = 170;

/**
 * What `--function` takes: the name, a partial ARN or the ARN of a function that AWS IoT could use from here; whether
 * there is such a function is for AWS to say. A version or an alias is refused: AWS documents none for a certificate
 * provider, and the permission that is given on the function itself does not cover it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
export function assertFunctionReference(nameOrArn: string, place: AccountPlace): void {
  const parts = nameOrArn.length <= MAX_CHARACTERS ? REFERENCE.exec(nameOrArn)?.groups : undefined;
  if (!parts) {
    throw usageInvalid(`--function ${nameOrArn} is not valid: it takes the name or the ARN of a Lambda function`);
  }
  const { region = place.region, account = place.account, qualifier } = parts;
  if (qualifier !== undefined) {
    throw usageInvalid(
      `--function ${nameOrArn} names ${qualifier}, a version or an alias: AWS IoT is given the function itself`,
      'name the function without a version or alias',
    );
  }
  if (region === place.region && account === place.account) return;
  throw usageInvalid(
    `the function ${nameOrArn} is in account ${account}, Region ${region}: AWS IoT uses functions of its own account and Region (${place.account}, ${place.region}) only`,
    [
      `name a function of ${place.account} in ${place.region}`,
      ...(account === place.account ? [] : [`use the credentials of ${account}`]),
      ...(region === place.region ? [] : [`pass --region ${region}`]),
    ].join(account === place.account ? ', or ' : '; or '),
  );
}
