import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  type LogGroup as SdkLogGroup,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { orUndefined, wasThere } from './absent.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import { pages } from './pages.ts';
import type { FunctionWriter } from './ports/function-ports.ts';
import type { AwsReader } from './ports/ports.ts';
import { listed, present } from './present.ts';

export function logGroupReader(connection: Connection): Pick<AwsReader, 'describeLogGroup'> {
  const logs = connectClient(CloudWatchLogsClient, connection, 'cloudwatch-logs', 'read');
  const call = callOver(connection);

  const named = async (logGroupName: string): Promise<SdkLogGroup | undefined> => {
    const action = 'logs:DescribeLogGroups';
    const found = pages<SdkLogGroup>(action, async (nextToken) => {
      const answer = await call({ action, repeat: 'always' }, (options) =>
        logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName, nextToken }), options),
      );
      return { items: listed(answer.logGroups, answer, 'logGroups', action), next: answer.nextToken };
    });
    for await (const page of found) {
      const group = page.find((one) => one.logGroupName === logGroupName);
      if (group) return group;
    }
    return undefined;
  };

  const tagsOf = async (resourceArn: string): Promise<Readonly<Record<string, string>> | undefined> => {
    const action = 'logs:ListTagsForResource';
    const asked = call({ action, resource: resourceArn, repeat: 'always' }, (options) =>
      logs.send(new ListTagsForResourceCommand({ resourceArn }), options),
    );
    const answer = await orUndefined(asked);
    return answer && (answer.tags ?? {});
  };

  return {
    async describeLogGroup(logGroupName) {
      const group = await named(logGroupName);
      if (!group) return undefined;
      // ListTagsForResource takes the ARN without the `:*` at its end, which policies have.
      const arn = present(group.logGroupArn ?? group.arn?.replace(/:\*$/, ''), 'arn', 'logs:DescribeLogGroups');
      const tags = await tagsOf(arn);
      return tags && { logGroupName, retentionDays: group.retentionInDays, kmsKeyArn: group.kmsKeyId, tags };
    },
  };
}

export function logGroupWriter(connection: Connection): FunctionWriter {
  const logs = connectClient(CloudWatchLogsClient, connection, 'cloudwatch-logs', 'write');
  const call = callOver(connection);

  return {
    async createLogGroup({ logGroupName, kmsKeyArn, tags }) {
      const command = new CreateLogGroupCommand({ logGroupName, kmsKeyId: kmsKeyArn, tags: { ...tags } });
      await call({ action: 'logs:CreateLogGroup', resource: logGroupName, repeat: 'refused' }, (options) =>
        logs.send(command, options),
      );
    },

    async putLogRetention(logGroupName, retentionInDays) {
      const command = new PutRetentionPolicyCommand({ logGroupName, retentionInDays });
      await call({ action: 'logs:PutRetentionPolicy', resource: logGroupName, repeat: 'always' }, (options) =>
        logs.send(command, options),
      );
    },

    deleteLogGroup: (logGroupName) =>
      wasThere(
        call({ action: 'logs:DeleteLogGroup', resource: logGroupName, repeat: 'always' }, (options) =>
          logs.send(new DeleteLogGroupCommand({ logGroupName }), options),
        ),
      ),
  };
}
