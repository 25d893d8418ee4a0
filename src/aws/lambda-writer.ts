import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  LambdaClient,
  RemovePermissionCommand,
  type Runtime,
} from '@aws-sdk/client-lambda';
import { wasThere } from './absent.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import { functionDescription } from './function-description.ts';
import type { AwsWriter } from './ports/ports.ts';

type LambdaWriter = Pick<AwsWriter, 'createFunction' | 'deleteFunction' | 'addPermission' | 'removePermission'>;

export function lambdaWriter(connection: Connection): LambdaWriter {
  const lambda = connectClient(LambdaClient, connection, 'lambda', 'write');
  const call = callOver(connection);

  return {
    async createFunction(input) {
      const action = 'lambda:CreateFunction';
      const command = new CreateFunctionCommand({
        FunctionName: input.functionName,
        Description: input.description,
        Role: input.roleArn,
        // AWS knows runtimes that the SDK's types do not know yet.
        Runtime: input.runtime as Runtime,
        Handler: input.handler,
        Architectures: [input.architecture],
        MemorySize: input.memoryMb,
        Timeout: input.timeoutSeconds,
        Environment: { Variables: { ...input.environment } },
        KMSKeyArn: input.kmsKeyArn,
        Code: { ZipFile: input.zip },
        ...(input.vpc === undefined
          ? {}
          : { VpcConfig: { SubnetIds: [...input.vpc.subnetIds], SecurityGroupIds: [...input.vpc.securityGroupIds] } }),
        Tags: { ...input.tags },
      });
      const created = await call({ action, repeat: 'refused' }, (options) => lambda.send(command, options));
      return functionDescription(created, { tags: input.tags, reservedConcurrency: undefined }, action);
    },

    deleteFunction: (functionName) =>
      wasThere(
        call({ action: 'lambda:DeleteFunction', repeat: 'always' }, (options) =>
          lambda.send(new DeleteFunctionCommand({ FunctionName: functionName }), options),
        ),
      ),

    async addPermission({ functionName, statementId, principal, sourceAccount, sourceArn }) {
      const command = new AddPermissionCommand({
        FunctionName: functionName,
        StatementId: statementId,
        Action: 'lambda:InvokeFunction',
        Principal: principal,
        SourceAccount: sourceAccount,
        SourceArn: sourceArn,
      });
      await call({ action: 'lambda:AddPermission', repeat: 'refused' }, (options) => lambda.send(command, options));
    },

    removePermission: (functionName, statementId) =>
      wasThere(
        call({ action: 'lambda:RemovePermission', repeat: 'always' }, (options) =>
          lambda.send(new RemovePermissionCommand({ FunctionName: functionName, StatementId: statementId }), options),
        ),
      ),
  };
}
