import {
  IAMClient,
  SimulatePrincipalPolicyCommand,
  type EvaluationResult,
  type ResourceSpecificResult,
} from '@aws-sdk/client-iam';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import { allPages, pages } from './pages.ts';
import type { AwsReader, SimulatedAction } from './ports/ports.ts';

const DECISIONS = ['allowed', 'explicitDeny', 'implicitDeny'] as const;

export function policySimulator(connection: Connection): Pick<AwsReader, 'simulate'> {
  const iam = connectClient(IAMClient, connection, 'iam', 'read');
  const call = callOver(connection);
  const action = 'iam:SimulatePrincipalPolicy';

  return {
    async simulate({ principalArn, actions, resource, context }) {
      const results = pages(action, async (Marker) => {
        const answer = await call({ action, resource: principalArn, repeat: 'always' }, (options) =>
          iam.send(
            new SimulatePrincipalPolicyCommand({
              PolicySourceArn: principalArn,
              ActionNames: [...actions],
              ResourceArns: [resource],
              ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
                ContextKeyName,
                ContextKeyType: 'string',
                ContextKeyValues: [value],
              })),
              Marker,
            }),
            options,
          ),
        );
        return { items: answer.EvaluationResults ?? [], next: answer.IsTruncated ? answer.Marker : undefined };
      });
      return (await allPages(results)).flatMap((result) => simulated(result, resource));
    },
  };
}

/**
 * One result for each action, whose parts stand with the resource; once it was one for each action and resource.
 * What cannot be read is left out, so that it counts as not answered.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
 */
function simulated(result: EvaluationResult, resource: string): SimulatedAction[] {
  const own: ResourceSpecificResult | undefined = result.ResourceSpecificResults?.find(
    ({ EvalResourceName }) => EvalResourceName === resource,
  );
  const said = own?.EvalResourceDecision ?? result.EvalDecision;
  const decision = DECISIONS.find((one) => one === said);
  if (result.EvalActionName === undefined || decision === undefined) return [];
  return [
    {
      action: result.EvalActionName,
      decision,
      missingContext: [...new Set([...(own?.MissingContextValues ?? []), ...(result.MissingContextValues ?? [])])],
      allowedByOrganizations: result.OrganizationsDecisionDetail?.AllowedByOrganizations,
      allowedByBoundary: (own?.PermissionsBoundaryDecisionDetail ?? result.PermissionsBoundaryDecisionDetail)
        ?.AllowedByPermissionsBoundary,
      isByStatement: (own?.MatchedStatements ?? result.MatchedStatements ?? []).length > 0,
    },
  ];
}
