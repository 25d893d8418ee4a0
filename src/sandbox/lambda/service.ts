import { passRole, tagOnCreate } from '../iam/also-needs.ts';
import type { Call, ConditionContext, Operation, Service } from '../service.ts';
import {
  deleteFunctionConcurrency,
  getAccountSettings,
  getFunctionConcurrency,
  putFunctionConcurrency,
} from './concurrency.ts';
import {
  createCodeSigningConfig,
  deleteFunctionCodeSigningConfig,
  getCodeSigningConfig,
  getFunctionCodeSigningConfig,
  putFunctionCodeSigningConfig,
} from './code-signing.ts';
import { createFunction } from './create-function.ts';
import { keyOfEnvironment } from './environment-key.ts';
import { deleteFunction } from './delete-function.ts';
import { referenceFunction } from './function-reference.ts';
import { getFunction, getFunctionConfiguration } from './get-function.ts';
import { invoke } from './invoke.ts';
import { listFunctions, listVersionsByFunction } from './list-functions.ts';
import { addPermission, getPolicy, removePermission } from './permission.ts';
import { publishVersion } from './publish-version.ts';
import { closeRuntime } from './runtimes.ts';
import { listTags, tagResource, untagResource } from './tags.ts';
import { vpcConditions } from './network.ts';
import type { FunctionSettings } from './validate-function.ts';
import { updateFunctionCode, updateFunctionConfiguration } from './update-function.ts';

/** Most operations are about one function, which is what a policy names. */
const onFunction = (handler: Operation['handler'], more: Partial<Operation> = {}): Operation => ({
  handler,
  resource: (input: { FunctionName?: string; Resource?: string }, call: Call) =>
    referenceFunction({ FunctionName: input.FunctionName ?? input.Resource ?? '' }, call).arn,
  ...more,
});

const onConfig = (handler: Operation['handler']): Operation => ({
  handler,
  resource: ({ CodeSigningConfigArn }: { readonly CodeSigningConfigArn: string }) => CodeSigningConfigArn,
});

interface ConfigInput {
  readonly CodeSigningConfigArn?: string;
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */
const withConfig: Partial<Operation> = {
  conditions: (input: ConfigInput) => ({
    'lambda:CodeSigningConfigArn': input.CodeSigningConfigArn,
  }),
};

interface RoleTagsAndKey {
  readonly Role?: string;
  readonly Tags?: object;
  readonly KMSKeyArn?: string;
}

/** What it is attached to is no part of the request when nothing is named. */
async function settingsConditions(input: FunctionSettings & ConfigInput, call: Call): Promise<ConditionContext> {
  return { 'lambda:CodeSigningConfigArn': input.CodeSigningConfigArn, ...(await vpcConditions(input, call)) };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html */
const withRoleAndTags: Partial<Operation> = {
  conditions: settingsConditions,
  alsoNeeds: ({ Role, Tags, KMSKeyArn }: RoleTagsAndKey, functions) => [
    ...passRole(Role, 'lambda.amazonaws.com'),
    ...keyOfEnvironment(KMSKeyArn),
    ...tagOnCreate(Tags, 'lambda:TagResource', functions),
  ],
};

const withPrincipal: Partial<Operation> = {
  conditions: (input: { Principal?: string }) => ({ 'lambda:Principal': input.Principal }),
};

/** What it does and what is assumed: BEHAVIOUR.md. */
export const lambdaService: Service = {
  signingName: 'lambda',
  operations: {
    ListFunctions: { handler: listFunctions },
    GetAccountSettings: { handler: getAccountSettings },
    GetFunction: onFunction(getFunction),
    GetFunctionConfiguration: onFunction(getFunctionConfiguration),
    CreateFunction: onFunction(createFunction, withRoleAndTags),
    UpdateFunctionCode: onFunction(updateFunctionCode),
    UpdateFunctionConfiguration: onFunction(updateFunctionConfiguration, withRoleAndTags),
    CreateCodeSigningConfig: { handler: createCodeSigningConfig },
    GetCodeSigningConfig: onConfig(getCodeSigningConfig),
    GetFunctionCodeSigningConfig: onFunction(getFunctionCodeSigningConfig),
    PutFunctionCodeSigningConfig: onFunction(putFunctionCodeSigningConfig, withConfig),
    DeleteFunctionCodeSigningConfig: onFunction(deleteFunctionCodeSigningConfig),
    DeleteFunction: onFunction(deleteFunction),
    PublishVersion: onFunction(publishVersion),
    ListVersionsByFunction: onFunction(listVersionsByFunction),
    AddPermission: onFunction(addPermission, withPrincipal),
    RemovePermission: onFunction(removePermission),
    GetPolicy: onFunction(getPolicy),
    PutFunctionConcurrency: onFunction(putFunctionConcurrency),
    GetFunctionConcurrency: onFunction(getFunctionConcurrency),
    DeleteFunctionConcurrency: onFunction(deleteFunctionConcurrency),
    ListTags: onFunction(listTags),
    TagResource: onFunction(tagResource),
    UntagResource: onFunction(untagResource),
    Invoke: onFunction(invoke, { iamAction: 'lambda:InvokeFunction' }),
  },
  close: closeRuntime,
};
