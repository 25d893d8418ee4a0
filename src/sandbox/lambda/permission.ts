import { randomUUID } from 'node:crypto';
import type { Call } from '../service.ts';
import { ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { invalidParameterValue, preconditionFailed, resourceConflict, resourceNotFound } from './errors.ts';
import { findFunction } from './find-function.ts';
import { referenceFunction } from './function-reference.ts';
import type { FunctionInput } from './get-function.ts';
import type { FunctionPolicy, PolicyStatement } from './state.ts';

interface AddPermissionInput extends FunctionInput {
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
  readonly EventSourceToken?: string;
  readonly PrincipalOrgID?: string;
  readonly FunctionUrlAuthType?: string;
  readonly InvokedViaFunctionUrl?: boolean;
  readonly RevisionId?: string;
}

interface RemovePermissionInput extends FunctionInput {
  readonly StatementId: string;
  readonly RevisionId?: string;
}

const MAX_POLICY_BYTES = 20_480;

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export function addPermission(input: AddPermissionInput, call: Call): Promise<object> {
  const reference = referenceFunction(input, call);
  checkPermission(input, reference.qualifier);
  const statement = renderStatement(input, qualified(reference.arn, reference.qualifier));
  return call.store.change((state) => {
    const { policies } = findFunction(state, reference, call);
    const policy = (policies[reference.qualifier ?? ''] ??= { revisionId: randomUUID(), statements: [] });
    checkRevision(policy, input.RevisionId);
    if (policy.statements.some((s) => s.Sid === input.StatementId)) {
      throw resourceConflict(
        `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    policy.statements.push(statement);
    if (Buffer.byteLength(renderPolicy(policy)) > MAX_POLICY_BYTES) {
      throw new ServiceError(
        'PolicyLengthExceededException',
        400,
        `The final policy size is bigger than the limit (${MAX_POLICY_BYTES}).`,
        { Type: 'User' },
      );
    }
    policy.revisionId = randomUUID();
    return { Statement: JSON.stringify(statement) };
  });
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html */
export function removePermission(input: RemovePermissionInput, call: Call): Promise<object> {
  const reference = referenceFunction(input, call);
  return call.store.change((state) => {
    const noPolicy = `No policy found for: ${qualified(reference.arn, reference.qualifier)}`;
    const { policies } = findFunction(state, reference, call, noPolicy);
    const key = reference.qualifier ?? '';
    const policy = policies[key];
    if (!policy) throw resourceNotFound('No policy is associated with the given resource.');
    if (!policy.statements.some((s) => s.Sid === input.StatementId)) {
      throw resourceNotFound(`Statement ${input.StatementId} is not found in resource policy.`);
    }
    checkRevision(policy, input.RevisionId);
    policy.statements = policy.statements.filter((s) => s.Sid !== input.StatementId);
    policy.revisionId = randomUUID();
    if (policy.statements.length === 0) delete policies[key];
    return {};
  });
}

/** No policy and no function are both 404. @see https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
export function getPolicy(input: FunctionInput, call: Call): Promise<object> {
  const reference = referenceFunction(input, call);
  return call.store.read((state) => {
    const missing = 'The resource you requested does not exist.';
    const policy = findFunction(state, reference, call, missing).policies[reference.qualifier ?? ''];
    if (!policy) throw resourceNotFound(missing);
    return { Policy: renderPolicy(policy), RevisionId: policy.revisionId };
  });
}

/** What lets others invoke a function of this account; undefined where there is none of that ARN. */
export function functionPolicy(
  state: AccountState,
  functionArn: string,
  call: Call,
): readonly PolicyStatement[] | undefined {
  try {
    const reference = referenceFunction({ FunctionName: functionArn }, call);
    return findFunction(state, reference, call).policies[reference.qualifier ?? '']?.statements ?? [];
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

function checkPermission(input: AddPermissionInput, qualifier: string | undefined): void {
  const { Principal } = input;
  if (
    !/^(\*|\d{12}|arn:aws[a-zA-Z-]*:(iam|sts)::\d{12}:\S+|[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?)$/.test(
      Principal,
    )
  ) {
    throw invalidParameterValue('The provided principal was invalid. Please check the principal and try again.');
  }
  if (qualifier === '$LATEST') {
    throw invalidParameterValue('We currently do not support adding policies for $LATEST.');
  }
}

/** What narrows the permission becomes a condition, in the form in which Lambda renders it. */
function conditionOf(input: AddPermissionInput): NonNullable<PolicyStatement['Condition']> {
  const { SourceArn, SourceAccount, EventSourceToken, PrincipalOrgID, FunctionUrlAuthType, InvokedViaFunctionUrl } =
    input;
  const equals = {
    ...(SourceAccount === undefined ? {} : { 'AWS:SourceAccount': SourceAccount }),
    ...(EventSourceToken === undefined ? {} : { 'lambda:EventSourceToken': EventSourceToken }),
    ...(PrincipalOrgID === undefined ? {} : { 'aws:PrincipalOrgID': PrincipalOrgID }),
    ...(FunctionUrlAuthType === undefined ? {} : { 'lambda:FunctionUrlAuthType': FunctionUrlAuthType }),
  };
  return {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': SourceArn } }),
    ...(InvokedViaFunctionUrl === undefined
      ? {}
      : { Bool: { 'lambda:InvokedViaFunctionUrl': String(InvokedViaFunctionUrl) } }),
  };
}

function renderStatement(input: AddPermissionInput, resource: string): PolicyStatement {
  const condition = conditionOf(input);
  return {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: renderPrincipal(input.Principal),
    Action: input.Action,
    Resource: resource,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

function renderPrincipal(principal: string): PolicyStatement['Principal'] {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal };
}

const qualified = (arn: string, qualifier: string | undefined): string =>
  qualifier === undefined ? arn : `${arn}:${qualifier}`;

const renderPolicy = (policy: FunctionPolicy): string =>
  JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: policy.statements });

function checkRevision(policy: FunctionPolicy, revisionId: string | undefined): void {
  if (revisionId !== undefined && revisionId !== policy.revisionId) throw preconditionFailed('GetPolicy');
}
