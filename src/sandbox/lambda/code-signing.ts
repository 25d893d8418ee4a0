import { randomBytes } from 'node:crypto';
import { type Call, lookup, ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { findFunction } from './find-function.ts';
import { referenceFunction } from './function-reference.ts';
import type { CodeSigningConfig } from './state.ts';

interface CreateInput {
  readonly Description?: string;
  readonly AllowedPublishers: { readonly SigningProfileVersionArns: readonly string[] };
  readonly CodeSigningPolicies?: { readonly UntrustedArtifactOnDeployment?: CodeSigningConfig['policy'] };
}

interface ConfigInput {
  readonly CodeSigningConfigArn: string;
}

interface FunctionInput {
  readonly FunctionName: string;
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateCodeSigningConfig.html */
export function createCodeSigningConfig(input: CreateInput, call: Call): Promise<object> {
  const id = `csc-${randomBytes(9).toString('hex').slice(0, 17)}`;
  const config: CodeSigningConfig = {
    id,
    arn: `arn:aws:lambda:${call.region}:${call.account}:code-signing-config:${id}`,
    description: input.Description ?? '',
    signingProfileVersionArns: [...input.AllowedPublishers.SigningProfileVersionArns],
    policy: input.CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? 'Warn',
    lastModified: call.clock.now().toISOString(),
  };
  return call.store.change((state) => {
    const { lambda } = regionOf(state, call.region);
    lambda.codeSigningConfigs = { ...lambda.codeSigningConfigs, [config.arn]: config };
    return { CodeSigningConfig: describe(config) };
  });
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetCodeSigningConfig.html */
export const getCodeSigningConfig = ({ CodeSigningConfigArn }: ConfigInput, call: Call): Promise<object> =>
  call.store.read((state) => {
    const found = lookup(regionOf(state, call.region).lambda.codeSigningConfigs ?? {}, CodeSigningConfigArn);
    if (!found) throw notThere(CodeSigningConfigArn, 'ResourceNotFoundException');
    return { CodeSigningConfig: describe(found) };
  });

/** Without one the answer is empty. @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionCodeSigningConfig.html */
export function getFunctionCodeSigningConfig(input: FunctionInput, call: Call): Promise<object> {
  const reference = referenceFunction(input, call);
  return call.store.read((state) => {
    const { functionName, codeSigningConfigArn } = findFunction(state, reference, call);
    return codeSigningConfigArn === undefined
      ? {}
      : { CodeSigningConfigArn: codeSigningConfigArn, FunctionName: functionName };
  });
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionCodeSigningConfig.html */
export function putFunctionCodeSigningConfig(input: FunctionInput & ConfigInput, call: Call): Promise<object> {
  const reference = referenceFunction(input, call);
  return call.store.change((state) => {
    const found = findFunction(state, reference, call);
    found.codeSigningConfigArn = findConfig(state, input.CodeSigningConfigArn, call).arn;
    return { CodeSigningConfigArn: found.codeSigningConfigArn, FunctionName: found.functionName };
  });
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionCodeSigningConfig.html */
export function deleteFunctionCodeSigningConfig(input: FunctionInput, call: Call): Promise<object> {
  const reference = referenceFunction(input, call);
  return call.store.change((state) => {
    delete findFunction(state, reference, call).codeSigningConfigArn;
    return {};
  });
}

/** No zip here is signed: the sandbox has no AWS Signer, so that every code is an untrusted one. */
export function refuseUnsigned(state: AccountState, codeSigningConfigArn: string | undefined, call: Call): void {
  if (codeSigningConfigArn === undefined) return;
  if (findConfig(state, codeSigningConfigArn, call).policy === 'Warn') return;
  throw new ServiceError(
    'CodeVerificationFailedException',
    400,
    'The code signature failed one or more of the validation checks for signature mismatch or expiry, and the code signing policy is set to ENFORCE. Lambda blocks the deployment.',
    { Type: 'User' },
  );
}

function findConfig(state: AccountState, arn: string, call: Call): CodeSigningConfig {
  const found = lookup(regionOf(state, call.region).lambda.codeSigningConfigs ?? {}, arn);
  if (!found) throw notThere(arn, 'CodeSigningConfigNotFoundException');
  return found;
}

const notThere = (arn: string, code: string): ServiceError =>
  new ServiceError(
    code,
    404,
    `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${arn}.`,
    { Type: 'User' },
  );

const describe = ({ id, arn, description, signingProfileVersionArns, policy, lastModified }: CodeSigningConfig) => ({
  CodeSigningConfigId: id,
  CodeSigningConfigArn: arn,
  Description: description,
  AllowedPublishers: { SigningProfileVersionArns: signingProfileVersionArns },
  CodeSigningPolicies: { UntrustedArtifactOnDeployment: policy },
  LastModified: lastModified,
});
