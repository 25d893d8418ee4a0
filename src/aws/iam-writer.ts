import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { wasThere } from './absent.ts';
import { deniedRole } from './failure/denied-resource.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import type { AwsWriter } from './ports/ports.ts';
import { present } from './present.ts';

type IamWriter = Pick<AwsWriter, 'createRole' | 'deleteRole' | 'putRolePolicy' | 'deleteRolePolicy'>;

export function iamWriter(connection: Connection): IamWriter {
  const iam = connectClient(IAMClient, connection, 'iam', 'write');
  const call = callOver(connection);

  return {
    async createRole({ roleName, description, trustPolicy, tags, rolePath, permissionsBoundaryArn }) {
      const action = 'iam:CreateRole';
      const command = new CreateRoleCommand({
        RoleName: roleName,
        Path: rolePath,
        PermissionsBoundary: permissionsBoundaryArn,
        Description: description,
        AssumeRolePolicyDocument: JSON.stringify(trustPolicy),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      });
      const answer = await call({ action, resource: deniedRole(roleName), repeat: 'refused' }, (options) =>
        iam.send(command, options),
      );
      return { roleArn: present(answer.Role?.Arn, 'Role.Arn', action) };
    },

    deleteRole: (roleName) =>
      wasThere(
        call({ action: 'iam:DeleteRole', resource: deniedRole(roleName), repeat: 'always' }, (options) =>
          iam.send(new DeleteRoleCommand({ RoleName: roleName }), options),
        ),
      ),

    async putRolePolicy(roleName, policyName, policy) {
      const command = new PutRolePolicyCommand({
        RoleName: roleName,
        PolicyName: policyName,
        PolicyDocument: JSON.stringify(policy),
      });
      await call({ action: 'iam:PutRolePolicy', resource: deniedRole(roleName), repeat: 'always' }, (options) =>
        iam.send(command, options),
      );
    },

    deleteRolePolicy: (roleName, policyName) =>
      wasThere(
        call({ action: 'iam:DeleteRolePolicy', resource: deniedRole(roleName), repeat: 'always' }, (options) =>
          iam.send(new DeleteRolePolicyCommand({ RoleName: roleName, PolicyName: policyName }), options),
        ),
      ),
  };
}
