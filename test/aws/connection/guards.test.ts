import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import {
  ACMPCAClient,
  CreateCertificateAuthorityCommand,
  ListCertificateAuthoritiesCommand,
} from '@aws-sdk/client-acm-pca';
import { CreateRoleCommand, GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { DeleteCertificateProviderCommand, IoTClient } from '@aws-sdk/client-iot';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { ChangesSent } from '../../../src/aws/connection/changes-sent.ts';
import { SERVICES } from '../../../src/aws/connection/configured-endpoints.ts';
import { connectClient } from '../../../src/aws/connection/connect-client.ts';
import { type Connection, TIMEOUTS } from '../../../src/aws/connection/connection.ts';
import { PLAIN } from '../../../src/aws/connection/endpoint-variant.ts';
import { type SeenRequest, startCannedServer, xml } from '../canned-server.ts';
import { openCanned } from '../open-canned.ts';

const connection = (endpoint: string): Connection => ({
  region: 'us-east-1',
  credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }),
  endpoints: Object.fromEntries(SERVICES.map((service) => [service, { url: endpoint, setBy: 'the test' }])),
  endpointHost: new URL(endpoint).host,
  variant: PLAIN,
  isolated: true,
  userAgent: 'test',
  changes: new ChangesSent(),
  timeouts: TIMEOUTS,
  agents: { http: new HttpAgent(), https: new HttpsAgent() },
});

const ROLE = '<GetRoleResponse><GetRoleResult><Role><Arn>a</Arn></Role></GetRoleResult></GetRoleResponse>';
const READING_A_CHANGE: Record<string, (open: Connection) => Promise<unknown>> = {
  'iam:CreateRole': (open) =>
    connectClient(IAMClient, open, 'iam', 'read').send(
      new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: '{}' }),
    ),
  'iot:DeleteCertificateProvider': (open) =>
    connectClient(IoTClient, open, 'iot', 'read').send(
      new DeleteCertificateProviderCommand({ certificateProviderName: 'p' }),
    ),
  'lambda:InvokeFunction': (open) =>
    connectClient(LambdaClient, open, 'lambda', 'read').send(new InvokeCommand({ FunctionName: 'f' })),
  'acm-pca:CreateCertificateAuthority (old client)': (open) =>
    connectClient(ACMPCAClient, open, 'acm-pca', 'read').send(
      new CreateCertificateAuthorityCommand({
        CertificateAuthorityConfiguration: { KeyAlgorithm: 'RSA_2048', SigningAlgorithm: 'SHA256WITHRSA', Subject: {} },
        CertificateAuthorityType: 'ROOT',
      }),
    ),
};

describe('a client that may only read', () => {
  it.each(Object.entries(READING_A_CHANGE))('refuses %s before a byte is sent', async (_action, change) => {
    await using server = await startCannedServer(xml(200, ROLE));
    await expect(change(connection(server.endpoint))).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('may only read'),
    });
    expect(server.seen).toEqual([]);
  });

  it('lets Get and Simulate through', async () => {
    await using server = await startCannedServer(xml(200, ROLE));
    const iam = connectClient(IAMClient, connection(server.endpoint), 'iam', 'read');
    await iam.send(new GetRoleCommand({ RoleName: 'r' }));
    await iam.send(
      new SimulatePrincipalPolicyCommand({ PolicySourceArn: 'arn:aws:iam::1:role/r', ActionNames: ['iam:GetRole'] }),
    );
    expect(server.seen).toHaveLength(2);
  });

  it('is the only one with that limit', async () => {
    await using server = await startCannedServer(xml(200, ROLE.replaceAll('GetRole', 'CreateRole')));
    const iam = connectClient(IAMClient, connection(server.endpoint), 'iam', 'write');
    await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: '{}' }));
    expect(server.seen).toHaveLength(1);
  });
});

describe('sandbox mode', () => {
  it.each(['https://iam.amazonaws.com', 'http://127.0.0.1.example.com', 'http://10.0.0.1:8080'])(
    'refuses %s, which is not this machine',
    async (endpoint) => {
      await expect(openCanned({ endpoint })).rejects.toMatchObject({ code: 'SANDBOX_REFUSED' });
    },
  );

  it.each(['http://127.0.0.1:4566', 'http://localhost:4566', 'http://[::1]:4566'])('takes %s', async (endpoint) => {
    await expect(openCanned({ endpoint })).resolves.toMatchObject({ endpointHost: new URL(endpoint).host });
  });

  it('refuses the request itself when its host is another machine after all', async () => {
    // .invalid never resolves (RFC 6761): a request that got past the guard would fail in another way.
    const open = connection('http://aws.invalid');
    const refused = { code: 'SANDBOX_REFUSED', details: { host: 'aws.invalid' } };
    const iam = connectClient(IAMClient, open, 'iam', 'read');
    await expect(iam.send(new GetRoleCommand({ RoleName: 'r' }))).rejects.toMatchObject(refused);
    const pca = connectClient(ACMPCAClient, open, 'acm-pca', 'read');
    await expect(pca.send(new ListCertificateAuthoritiesCommand({}))).rejects.toMatchObject(refused);
  });

  it('signs with the sandbox credentials and nothing of the host', async () => {
    await using server = await startCannedServer((request: SeenRequest) =>
      xml(
        200,
        `<R><GetCallerIdentityResult><Arn>arn:aws:iam::000000000000:user/${request.method}</Arn><Account>000000000000</Account></GetCallerIdentityResult></R>`,
      ),
    );
    const aws = await openCanned(server, { userAgent: 'certprov/9.9.9' });
    await expect(aws.reader.callerIdentity()).resolves.toEqual({
      account: '000000000000',
      arn: 'arn:aws:iam::000000000000:user/POST',
      partition: 'aws',
    });
    expect(server.seen[0]?.headers['authorization']).toMatch(
      /Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/sts\/aws4_request/,
    );
    expect(server.seen[0]?.headers['user-agent']).toContain('certprov/9.9.9');
  });
});
