import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { callOver } from '../connection/call.ts';
import { connectClient } from '../connection/connect-client.ts';
import type { Connection, Credentials } from '../connection/connection.ts';
import { present } from '../present.ts';
import type { Assume, RoleRequest, WebIdentityRequest } from './source-tools.ts';

const DEFAULT_SECONDS = 3_600;

/** STS for the sources of credentials: who may be asked for a role, over the same endpoints as everything else. */
export function assumeRoleOver(connection: Omit<Connection, 'credentials'>): Assume {
  const clientFor = (credentials: Connection['credentials']) => {
    const signed: Connection = { ...connection, credentials };
    return { sts: connectClient(STSClient, signed, 'sts', 'invoke'), call: callOver(signed) };
  };
  return {
    async byRole(source: Credentials, request: RoleRequest) {
      const action = 'sts:AssumeRole';
      const { sts, call } = clientFor(async () => source);
      const command = new AssumeRoleCommand({
        RoleArn: request.roleArn,
        RoleSessionName: request.sessionName ?? sessionName(),
        DurationSeconds: request.durationSeconds ?? DEFAULT_SECONDS,
        ...(request.externalId === undefined ? {} : { ExternalId: request.externalId }),
        ...(request.mfa === undefined ? {} : { SerialNumber: request.mfa.serial, TokenCode: request.mfa.code }),
      });
      // AWS accepts an MFA code only once.
      const repeat = request.mfa ? 'refused' : 'always';
      const answer = await call({ action, resource: request.roleArn, repeat }, (options) => sts.send(command, options));
      return credentialsOf(answer.Credentials, action);
    },

    async byWebIdentity(request: WebIdentityRequest) {
      const action = 'sts:AssumeRoleWithWebIdentity';
      // It is not signed: the token says who asks.
      const { sts, call } = clientFor(async () => ({ accessKeyId: '', secretAccessKey: '' }));
      const command = new AssumeRoleWithWebIdentityCommand({
        RoleArn: request.roleArn,
        RoleSessionName: request.sessionName ?? sessionName(),
        WebIdentityToken: request.token,
      });
      const answer = await call({ action, resource: request.roleArn, repeat: 'always' }, (options) =>
        sts.send(command, options),
      );
      return credentialsOf(answer.Credentials, action);
    },
  };
}

/** Shows in CloudTrail. */
const sessionName = (): string => `certprov-${Math.floor(Date.now() / 1000)}`;

function credentialsOf(
  found:
    | {
        AccessKeyId?: string | undefined;
        SecretAccessKey?: string | undefined;
        SessionToken?: string | undefined;
        Expiration?: Date | undefined;
      }
    | undefined,
  action: string,
): Credentials {
  return {
    accessKeyId: present(found?.AccessKeyId, 'AccessKeyId', action),
    secretAccessKey: present(found?.SecretAccessKey, 'SecretAccessKey', action),
    sessionToken: present(found?.SessionToken, 'SessionToken', action),
    ...(found?.Expiration && { expiration: found.Expiration }),
  };
}
