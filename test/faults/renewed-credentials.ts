import { renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Account, ClientConfig } from '../e2e/account.ts';
import type { CertprovRun } from '../support/certprov.ts';
import { trustIn } from './somebody-else.ts';

export const OTHER_ACCOUNT = '444455556666';
const ROLE = 'operator';

const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

const THEIRS: Keys = { accessKeyId: 'ASIATHEIRSTHEIRSTHEI', secretAccessKey: 'keys-of-another-account' };

export interface Renewal {
  /** Before this request of the run is answered, counted from 1, the credentials on this machine are others. */
  readonly at: number;
  readonly to: 'the same account' | 'another account';
}

export interface RenewedRun {
  readonly run: CertprovRun;
  /** How many requests came. */
  readonly requests: number;
  /** Requests that another account would have carried out. */
  readonly strayed: readonly string[];
}

/** Gives the account a role that an operator can log in to once more. */
export const letLogInAgain = (account: Account): Promise<void> =>
  account.elsewhere(async (client) => {
    const iam = new IAMClient(client);
    const AssumeRolePolicyDocument = trustIn({ AWS: 'arn:aws:iam::000000000000:root' });
    await iam.send(new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument }));
    await iam.send(
      new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'all', PolicyDocument: JSON.stringify(EVERYTHING) }),
    );
  });

/**
 * A run on AWS, as far as certprov can tell: its endpoint stands in front of the account, and its credentials come from a
 * `credential_process` that is asked again and again, because they are about to expire.
 */
export const runRenewed = (account: Account, args: readonly string[], renewal?: Renewal): Promise<RenewedRun> =>
  account.elsewhere(async (client) => {
    const file = join(account.home, 'aws-keys.json');
    const offer = (keys: Keys) => {
      writeFileSync(`${file}.new`, JSON.stringify(documentOf(keys)));
      renameSync(`${file}.new`, file);
    };
    offer(client.credentials);
    const next = renewal?.to === 'the same account' ? await logIn(client) : THEIRS;
    await using front = await startFront(client.endpoint, (requests) => {
      if (requests === renewal?.at) offer(next);
    });
    const config = account.file('aws-config', `[default]\ncredential_process = cat ${file}\n`);
    const run = await account.run(args, {
      env: { AWS_ENDPOINT_URL: front.endpoint, AWS_CONFIG_FILE: config, AWS_REGION: client.region },
    });
    return { run, requests: front.requests(), strayed: front.strayed };
  });

/** The SDK asks again for what ends in less than five minutes. */
const documentOf = ({ accessKeyId, secretAccessKey, sessionToken }: Keys): object => ({
  Version: 1,
  AccessKeyId: accessKeyId,
  SecretAccessKey: secretAccessKey,
  SessionToken: sessionToken,
  Expiration: new Date(Date.now() + 280_000).toISOString(),
});

async function logIn(client: ClientConfig): Promise<Keys> {
  const { Credentials: keys } = await new STSClient(client).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::000000000000:role/${ROLE}`, RoleSessionName: 'again' }),
  );
  return { accessKeyId: keys!.AccessKeyId!, secretAccessKey: keys!.SecretAccessKey!, sessionToken: keys!.SessionToken };
}

/** Hands everything on to the account, but what is signed for another: there, STS answers, and nothing is carried out. */
async function startFront(account: string, beforeAnswer: (requests: number) => void) {
  const strayed: string[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    beforeAnswer(requests);
    answer(request, response).catch(() => response.destroy());
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    if (!request.headers.authorization?.includes(`Credential=${THEIRS.accessKeyId}/`)) {
      await handOn(request, body, response);
      return;
    }
    if (body.includes('Action=GetCallerIdentity')) {
      response.writeHead(200, { 'content-type': 'text/xml', 'x-amzn-requestid': 'theirs' }).end(THEIR_IDENTITY);
      return;
    }
    strayed.push(`${request.method} ${request.url}`);
    response.writeHead(403).end();
  };
  const handOn = async (request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> => {
    const { method, url: path, rawHeaders: headers } = request;
    const on = forward(new URL(account), { method, path, headers }).end(body);
    const [answered] = (await once(on, 'response')) as [IncomingMessage];
    response.writeHead(answered.statusCode ?? 502, answered.rawHeaders);
    answered.pipe(response);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    strayed,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const THEIR_IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:sts::${OTHER_ACCOUNT}:assumed-role/Admin/somebody</Arn><UserId>AROATHEIRS:somebody</UserId>
<Account>${OTHER_ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
