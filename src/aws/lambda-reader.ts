import {
  GetAccountSettingsCommand,
  GetCodeSigningConfigCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { CertprovError } from '../errors.ts';
import { orUndefined } from './absent.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import { functionDescription, functionSummary } from './function-description.ts';
import { pages } from './pages.ts';
import { parsePolicyDocument } from './policy-document.ts';
import type { AwsReader } from './ports/ports.ts';
import { listed, present } from './present.ts';

type LambdaReader = Pick<
  AwsReader,
  'listFunctions' | 'describeFunction' | 'functionPolicy' | 'functionCodeSigning' | 'concurrencyLimits'
>;

export function lambdaReader(connection: Connection): LambdaReader {
  const lambda = connectClient(LambdaClient, connection, 'lambda', 'read');
  const call = callOver(connection);

  /** That there is a configuration is worth knowing even where its policy cannot be read. */
  const policyOf = async (configArn: string): Promise<string | undefined> => {
    const action = 'lambda:GetCodeSigningConfig';
    const asked = call({ action, resource: configArn, repeat: 'always' }, (options) =>
      lambda.send(new GetCodeSigningConfigCommand({ CodeSigningConfigArn: configArn }), options),
    );
    const answer = await orUndefined(asked).catch((error: unknown) => {
      if (error instanceof CertprovError && error.code === 'AWS_ACCESS_DENIED') return undefined;
      throw error;
    });
    return answer?.CodeSigningConfig?.CodeSigningPolicies?.UntrustedArtifactOnDeployment;
  };

  return {
    listFunctions() {
      const action = 'lambda:ListFunctions';
      return pages(action, async (Marker) => {
        const answer = await call({ action, repeat: 'always' }, (options) =>
          lambda.send(new ListFunctionsCommand({ Marker }), options),
        );
        return {
          items: listed(answer.Functions, answer, 'Functions', action).map((one) => functionSummary(one, action)),
          next: answer.NextMarker || undefined,
        };
      });
    },

    /** GetFunction may be called 100 times a second, the other reads of Lambda 15 times all together. */
    async describeFunction(nameOrArn) {
      const action = 'lambda:GetFunction';
      const answer = await orUndefined(
        call({ action, resource: arnOrUndefined(nameOrArn), repeat: 'always' }, (options) =>
          lambda.send(new GetFunctionCommand({ FunctionName: nameOrArn }), options),
        ),
      );
      if (!answer) return undefined;
      return functionDescription(
        present(answer.Configuration, 'Configuration', action),
        {
          tags: answer.Tags ?? {},
          tagsUnread: answer.TagsError?.Message ?? answer.TagsError?.ErrorCode,
          reservedConcurrency: answer.Concurrency?.ReservedConcurrentExecutions,
        },
        action,
      );
    },

    async functionPolicy(nameOrArn) {
      const action = 'lambda:GetPolicy';
      const answer = await orUndefined(
        call({ action, resource: arnOrUndefined(nameOrArn), repeat: 'always' }, (options) =>
          lambda.send(new GetPolicyCommand({ FunctionName: nameOrArn }), options),
        ),
      );
      return answer && parsePolicyDocument(present(answer.Policy, 'Policy', action), action);
    },

    async functionCodeSigning(nameOrArn) {
      const action = 'lambda:GetFunctionCodeSigningConfig';
      const answer = await orUndefined(
        call({ action, resource: arnOrUndefined(nameOrArn), repeat: 'always' }, (options) =>
          lambda.send(new GetFunctionCodeSigningConfigCommand({ FunctionName: nameOrArn }), options),
        ),
      );
      // A function without a configuration gets an answer without its ARN.
      const configArn = answer?.CodeSigningConfigArn;
      return configArn ? { configArn, policy: await policyOf(configArn) } : undefined;
    },

    async concurrencyLimits() {
      const action = 'lambda:GetAccountSettings';
      const { AccountLimit: limit } = await call({ action, repeat: 'always' }, (options) =>
        lambda.send(new GetAccountSettingsCommand({}), options),
      );
      return {
        total: present(limit?.ConcurrentExecutions, 'ConcurrentExecutions', action),
        unreserved: present(limit?.UnreservedConcurrentExecutions, 'UnreservedConcurrentExecutions', action),
      };
    },
  };
}

const arnOrUndefined = (nameOrArn: string): string | undefined =>
  nameOrArn.startsWith('arn:') ? nameOrArn : undefined;
