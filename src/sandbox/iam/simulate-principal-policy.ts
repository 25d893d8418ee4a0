import type { SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam';
import type { Call } from '../service.ts';
import { decideForOperator, policiesOf } from './authorize.ts';
import { noSuchRole } from './errors.ts';
import { evaluatePolicies } from './evaluate-policy.ts';
import { roleOfArn } from './find-role.ts';
import { pageOf } from './pages.ts';

/** Every action on every resource. The principal is the operator's user or a role. */
export const simulatePrincipalPolicy = (input: SimulatePrincipalPolicyRequest, call: Call): Promise<object> =>
  call.store.read((state) => {
    const { PolicySourceArn = '', ActionNames = [], ResourceArns = ['*'], ContextEntries = [] } = input;
    const role = roleOfArn(state, PolicySourceArn);
    const isOperator = PolicySourceArn === `arn:aws:iam::${call.account}:user/operator`;
    if (role === undefined && !isOperator) throw noSuchRole(PolicySourceArn);
    const conditions = Object.fromEntries(
      ContextEntries.map((entry) => [entry.ContextKeyName ?? '', entry.ContextKeyValues?.[0]]),
    );
    const results = ActionNames.flatMap((action) =>
      ResourceArns.map((resource) => ({
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision:
          role === undefined
            ? decideForOperator(call.operatorPolicy, { action, resource, conditions })
            : evaluatePolicies(policiesOf(role), { action, resource, conditions }),
        MatchedStatements: [],
        MissingContextValues: [],
      })),
    );
    const { items, ...page } = pageOf(
      results,
      input,
      call,
      (result) => `${result.EvalActionName} ${result.EvalResourceName}`,
    );
    return { EvaluationResults: items, ...page };
  });
