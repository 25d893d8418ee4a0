import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { orUndefined } from './absent.ts';
import { deniedRole } from './failure/denied-resource.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import { allPages, pages } from './pages.ts';
import { parseEncodedPolicyDocument } from './policy-document.ts';
import type { AwsReader } from './ports/ports.ts';
import { present } from './present.ts';

type IamReader = Pick<AwsReader, 'describeRole' | 'rolePolicy' | 'listRolePolicies'>;

export function iamReader(connection: Connection): IamReader {
  const iam = connectClient(IAMClient, connection, 'iam', 'read');
  const call = callOver(connection);

  return {
    async describeRole(roleName) {
      const action = 'iam:GetRole';
      const answer = await orUndefined(
        call({ action, resource: deniedRole(roleName), repeat: 'always' }, (options) =>
          iam.send(new GetRoleCommand({ RoleName: roleName }), options),
        ),
      );
      if (!answer) return undefined;
      const role = present(answer.Role, 'Role', action);
      return {
        roleName: present(role.RoleName, 'RoleName', action),
        roleArn: present(role.Arn, 'Arn', action),
        trustPolicy: parseEncodedPolicyDocument(
          present(role.AssumeRolePolicyDocument, 'AssumeRolePolicyDocument', action),
          action,
        ),
        tags: Object.fromEntries((role.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
        ...(role.PermissionsBoundary?.PermissionsBoundaryArn === undefined
          ? {}
          : { permissionsBoundaryArn: role.PermissionsBoundary.PermissionsBoundaryArn }),
      };
    },

    async rolePolicy(roleName, policyName) {
      const action = 'iam:GetRolePolicy';
      const answer = await orUndefined(
        call({ action, resource: deniedRole(roleName), repeat: 'always' }, (options) =>
          iam.send(new GetRolePolicyCommand({ RoleName: roleName, PolicyName: policyName }), options),
        ),
      );
      return answer && parseEncodedPolicyDocument(present(answer.PolicyDocument, 'PolicyDocument', action), action);
    },

    async listRolePolicies(roleName) {
      const request = { resource: deniedRole(roleName), repeat: 'always' } as const;
      const inline = pages('iam:ListRolePolicies', async (Marker) => {
        const answer = await call({ ...request, action: 'iam:ListRolePolicies' }, (options) =>
          iam.send(new ListRolePoliciesCommand({ RoleName: roleName, Marker }), options),
        );
        return { items: answer.PolicyNames ?? [], next: answer.IsTruncated ? answer.Marker : undefined };
      });
      const attached = pages('iam:ListAttachedRolePolicies', async (Marker) => {
        const answer = await call({ ...request, action: 'iam:ListAttachedRolePolicies' }, (options) =>
          iam.send(new ListAttachedRolePoliciesCommand({ RoleName: roleName, Marker }), options),
        );
        const items = (answer.AttachedPolicies ?? []).map((policy) => policy.PolicyArn ?? policy.PolicyName ?? '');
        return { items, next: answer.IsTruncated ? answer.Marker : undefined };
      });
      return { inline: await allPages(inline), attached: await allPages(attached) };
    },
  };
}
