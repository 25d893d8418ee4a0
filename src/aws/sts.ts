import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { parseArn } from './arn.ts';
import { callOver } from './connection/call.ts';
import type { Connection } from './connection/connection.ts';
import { connectClient } from './connection/connect-client.ts';
import type { AwsReader } from './ports/ports.ts';
import { present } from './present.ts';

/** The account id becomes part of paths in the state folder, so only twelve digits are accepted. */
const accountNumber = (text: string | undefined): string | undefined =>
  text !== undefined && /^\d{12}$/.test(text) ? text : undefined;

export function stsReader(connection: Connection): Pick<AwsReader, 'callerIdentity'> {
  const sts = connectClient(STSClient, connection, 'sts', 'read');
  const call = callOver(connection);

  return {
    async callerIdentity() {
      const action = 'sts:GetCallerIdentity';
      const answer = await call({ action, repeat: 'always' }, (options) =>
        sts.send(new GetCallerIdentityCommand({}), options),
      );
      const arn = present(answer.Arn, 'Arn', action);
      return {
        account: present(accountNumber(answer.Account), 'valid Account', action),
        arn,
        partition: present(parseArn(arn), 'a valid Arn', action).partition,
      };
    },
  };
}
