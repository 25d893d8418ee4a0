import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Aws } from '../../src/aws/open-aws.ts';
import { allPages } from '../../src/aws/pages.ts';
import { CertprovError } from '../../src/errors.ts';
import { resetAccount, startAccount } from '../../src/sandbox/start-account.ts';
import { type CannedAnswer, json, startCannedServer } from './canned-server.ts';
import { kindOf, mutateJson, mutateXml } from './mutate-answer.ts';
import { openCanned } from './open-canned.ts';

const ROLE = 'certprov-signer-us-east-1';
const SUBNETS = ['subnet-0c105ed000000001', 'subnet-0c105ed000000002'];
const TAGS = { 'certprov:run': '1' };
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
} as const;

/** What one call was answered, and what came of it. */
interface Recorded {
  readonly answers: readonly CannedAnswer[];
  readonly result: unknown;
}

type Call = (aws: Aws, found: Readonly<Record<string, string>>) => Promise<unknown>;

/** In this order: what is read must have been made. */
const CALLS: Readonly<Record<string, Call>> = {
  callerIdentity: ({ reader }) => reader.callerIdentity(),
  listFunctions: ({ reader }) => allPages(reader.listFunctions()),
  describeFunction: ({ reader }) => reader.describeFunction('acme-iot-signer'),
  concurrencyLimits: ({ reader }) => reader.concurrencyLimits(),
  listCertificateAuthorities: ({ reader }) => allPages(reader.listCertificateAuthorities()),
  describeCertificateAuthority: ({ reader }, { caArn = '' }) => reader.describeCertificateAuthority(caArn),
  certificateAuthorityCertificate: ({ reader }, { caArn = '' }) => reader.certificateAuthorityCertificate(caArn),
  createRole: ({ writer }) => writer.createRole({ roleName: ROLE, description: 'd', trustPolicy: TRUST, tags: TAGS }),
  putRolePolicy: ({ writer }) =>
    writer.putRolePolicy(ROLE, 'signer', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['logs:PutLogEvents', 'ec2:CreateNetworkInterface'], Resource: '*' }],
    }),
  describeRole: ({ reader }) => reader.describeRole(ROLE),
  rolePolicy: ({ reader }) => reader.rolePolicy(ROLE, 'signer'),
  listRolePolicies: ({ reader }) => reader.listRolePolicies(ROLE),
  simulate: ({ reader }, { roleArn = '' }) =>
    reader.simulate({ principalArn: roleArn, actions: ['logs:PutLogEvents'], resource: '*', context: {} }),
  createFunction: ({ writer }, { roleArn = '' }) =>
    writer.createFunction({
      functionName: 'made',
      description: 'd',
      roleArn,
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      architecture: 'arm64',
      memoryMb: 256,
      timeoutSeconds: 5,
      environment: { MODE: 'test' },
      vpc: { subnetIds: SUBNETS, securityGroupIds: ['sg-0c105ed000000001'] },
      zip: zipSync({ 'index.mjs': Buffer.from('export const handler = async () => ({});') }),
      tags: TAGS,
    }),
  listSubnets: ({ reader }) => reader.listSubnets(SUBNETS),
  listSecurityGroups: ({ reader }) => reader.listSecurityGroups(['sg-0c105ed000000001']),
  routeTablesOf: ({ reader }) => reader.routeTablesOf('vpc-0c105ed000000001'),
  vpcEndpointsOf: ({ reader }) => reader.vpcEndpointsOf('vpc-0c105ed000000001'),
  functionInterfaces: ({ reader }) => reader.functionInterfaces(SUBNETS),
  addPermission: ({ writer }) =>
    writer.addPermission({
      functionName: 'made',
      statementId: 'certprov-certprov',
      principal: 'iot.amazonaws.com',
      sourceAccount: '000000000000',
      sourceArn: 'arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov',
    }),
  createLogGroup: ({ writer }) => writer.createLogGroup({ logGroupName: '/aws/lambda/made', tags: TAGS }),
  describeLogGroup: ({ reader }) => reader.describeLogGroup('/aws/lambda/made'),
  functionCodeSigning: ({ reader }) => reader.functionCodeSigning('made'),
  functionPolicy: ({ reader }) => reader.functionPolicy('made'),
  createCertificateProvider: ({ writer }, { functionArn = '' }) =>
    writer.createCertificateProvider({
      certificateProviderName: 'certprov',
      lambdaFunctionArn: functionArn,
      clientToken: '0123456789abcdef0123456789abcdef0123',
      tags: TAGS,
    }),
  certificateProviderNames: ({ reader }) => reader.certificateProviderNames(),
  listCertificateProviders: ({ reader }) => reader.listCertificateProviders(),
  describeCertificateProvider: ({ reader }) => reader.describeCertificateProvider('certprov'),
  listTags: ({ reader }) => reader.listTags('arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov'),
  listProvisioningTemplates: ({ reader }) => allPages(reader.listProvisioningTemplates()),
  describeProvisioningTemplate: ({ reader }, { templateName = '' }) =>
    reader.describeProvisioningTemplate(templateName),
  iotEncryption: ({ reader }) => reader.iotEncryption(),
  signingMetrics: ({ reader }) => reader.signingMetrics(14),
  onboardingMetrics: ({ reader }) => reader.onboardingMetrics(14),
  describeEndpoint: ({ reader }) => reader.describeEndpoint(),
  listPolicies: ({ reader }) => allPages(reader.listPolicies()),
  policyDocument: ({ reader }, { policyName = '' }) => reader.policyDocument(policyName),
  policyTargets: ({ reader }, { policyName = '' }) => reader.policyTargets(policyName),
  listAttachedPolicies: ({ reader }, { target = '' }) => reader.listAttachedPolicies(target),
  describeCertificate: ({ reader }, { target = '' }) =>
    reader.describeCertificate(target.slice(target.lastIndexOf('/') + 1)),
  listCaCertificates: ({ reader }) => allPages(reader.listCaCertificates()),
  newestCertificates: ({ reader }) => reader.newestCertificates(),
  httpSignings: ({ reader }) => allPages(reader.httpSignings(new Date(0))),
  describeCaCertificate: ({ reader }) => reader.describeCaCertificate(CA_ID),
  createKey: ({ writer }) => writer.createKey({ keySpec: 'ECC_NIST_P256', description: 'd', tags: TAGS }),
  createAlias: ({ writer }, { keyId = '' }) => writer.createAlias('alias/made', keyId),
  listSigningKeys: ({ reader }) => allPages(reader.listSigningKeys()),
  describeKey: ({ reader }, { keyArn = '' }) => reader.describeKey(keyArn),
  keyTags: ({ reader }, { keyArn = '' }) => reader.keyTags(keyArn),
  publicKeyOf: ({ reader }, { keyArn = '' }) => reader.publicKeyOf(keyArn),
  signDigest: ({ writer }, { keyArn = '' }) => writer.signDigest(keyArn, Buffer.alloc(32, 1), 'ECDSA_SHA_256'),
  createSecret: ({ writer }) =>
    writer.createSecret({ secretName: 'certprov/made', description: 'd', value: '{}', tags: TAGS }),
  listSecrets: ({ reader }) => allPages(reader.listSecrets('certprov/')),
  describeSecret: ({ reader }) => reader.describeSecret('certprov/made'),
  createProvisioningClaim: ({ writer }, { templateName = '' }) => writer.createProvisioningClaim(templateName),
  scheduleKeyDeletion: ({ writer }, { keyArn = '' }) => writer.scheduleKeyDeletion(keyArn, 7),
};

const CA_ID = 'f4efed62c0142f16af278166f61962501165c4f0536295207426460058cd1467';

/** The seeded account has no registered CA: the examples of AWS's own documentation. */
const DOCUMENTED: Readonly<Record<string, CannedAnswer>> = {
  listCaCertificates: json(200, {
    certificates: [
      {
        certificateArn: `arn:aws:iot:us-west-2:123456789012:cacert/${CA_ID}`,
        certificateId: CA_ID,
        status: 'INACTIVE',
        creationDate: 1569365372.053,
      },
    ],
  }),
  describeCaCertificate: json(200, {
    certificateDescription: {
      certificateArn: `arn:aws:iot:us-west-2:123456789012:cacert/${CA_ID}`,
      certificateId: CA_ID,
      status: 'INACTIVE',
      certificatePem: '-----BEGIN CERTIFICATE-----\nMIICzzCCAbegAwIBAgIEVJqNuDANBgkqhkiG\n-----END CERTIFICATE-----\n',
      ownedBy: '123456789012',
      creationDate: 1494453806.229,
      autoRegistrationStatus: 'DISABLE',
      lastModifiedDate: 1494453806.229,
      customerVersion: 1,
      generationId: 'EXAMPLE-EXAMPLE',
      validity: { notBefore: 1494453806.229, notAfter: 1594453806.229 },
      certificateMode: 'DEFAULT',
    },
    registrationConfig: { templateBody: '{}', roleArn: 'arn:aws:iam::123456789012:role/r', templateName: 't' },
  }),
};

/** Names that later calls need, from what earlier ones found. */
const FINDS: Readonly<Record<string, (result: never) => Readonly<Record<string, string | undefined>>>> = {
  listCertificateAuthorities: (all: readonly { arn: string; status: string }[]) => ({
    caArn: all.find(({ status }) => status === 'ACTIVE')?.arn,
  }),
  createRole: ({ roleArn }: { roleArn: string }) => ({ roleArn }),
  createFunction: ({ functionArn }: { functionArn: string }) => ({ functionArn }),
  listProvisioningTemplates: (all: readonly { templateName: string; type: string }[]) => ({
    templateName: all.find(({ type }) => type === 'FLEET_PROVISIONING')?.templateName,
  }),
  listPolicies: (all: readonly string[]) => ({ policyName: all[0] }),
  policyTargets: ({ targets }: { targets: readonly string[] }) => ({
    target: targets.find((arn) => arn.includes(':cert/')),
  }),
  createKey: ({ keyArn, keyId }: { keyArn: string; keyId: string }) => ({ keyArn, keyId }),
};

const recorded = new Map<string, Recorded>();
const found: Record<string, string> = {};
let folder: string;

/** Everything once against the account, through a server that keeps what was answered. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certprov-shapes-'));
  await resetAccount(folder, ['vpc']);
  const account = await startAccount({ folder, settings: { roleDelayMs: 0, functionPendingMs: 0, authorityMs: 0 } });
  const answers: CannedAnswer[] = [];
  const recorder = createServer((incoming, outgoing) => {
    const passed = async () => {
      const { head, body } = await passOn(account.endpoint, incoming);
      const status = head.statusCode ?? 0;
      answers.push({ status, headers: plain(head.headers), body: body.toString('utf8') });
      outgoing.writeHead(status, head.headers).end(body);
    };
    void passed();
  });
  await once(recorder.listen(0, '127.0.0.1'), 'listening');
  const { port } = recorder.address() as AddressInfo;
  // The account's own keys: it verifies signatures, over the host that was asked.
  const { region, credentials } = account;
  const aws = await openCanned(
    { endpoint: `http://127.0.0.1:${port}` },
    { sandbox: { endpoint: `http://127.0.0.1:${port}`, region, ...credentials } },
  );
  for (const [name, call] of Object.entries(CALLS)) {
    const documented = DOCUMENTED[name];
    if (documented) {
      await using canned = await startCannedServer(documented);
      recorded.set(name, { answers: [documented], result: await call(await openCanned(canned), found) });
      continue;
    }
    answers.length = 0;
    const result = await call(aws, found);
    recorded.set(name, { answers: [...answers], result });
    for (const [key, value] of Object.entries(FINDS[name]?.(result as never) ?? {}))
      if (value !== undefined) found[key] = value;
  }
  aws.close();
  recorder.closeAllConnections();
  recorder.close();
  await account.close();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function passOn(endpoint: string, incoming: IncomingMessage): Promise<{ head: IncomingMessage; body: Buffer }> {
  const sent = await buffer(incoming);
  const { method, url, headers } = incoming;
  const onward = forward(new URL(url ?? '', endpoint), { method, headers });
  onward.end(sent);
  const [head] = (await once(onward, 'response')) as [IncomingMessage];
  return { head, body: await buffer(head) };
}

const plain = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !/^(content-length|connection|keep-alive|date)$/.test(name) ? [[name, value]] : [],
    ),
  );

describe('an answer with a value that AWS would not send', () => {
  it.each(Object.keys(CALLS))('to %s is an error about it, or read rightly without it', async (name) => {
    const { answers, result } = recorded.get(name)!;
    let current: readonly CannedAnswer[] = [];
    let given = 0;
    await using server = await startCannedServer(() => current[Math.min(given++, current.length - 1)]!);
    const aws = await openCanned(server);
    const wrong: string[] = [];
    for (const [index, answer] of answers.entries()) {
      const text = textOf(answer);
      const mutations = text === '' ? [] : text.startsWith('{') ? mutateJson(text) : mutateXml(text);
      for (const { what, body } of mutations) {
        current = answers.with(index, { ...answer, body });
        given = 0;
        const problem = await CALLS[name]!(aws, found).then(
          (came) => unlike(result, came),
          (error: unknown) => complaint(error),
        );
        if (problem !== undefined) wrong.push(`${what}: ${problem}`);
      }
    }
    aws.close();
    expect(wrong).toEqual([]);
  });

  it('was tried on every read that there is', async () => {
    await using server = await startCannedServer('reset');
    const { reader } = await openCanned(server);
    expect(Object.keys(reader).filter((name) => !(name in CALLS))).toEqual(['region']);
  });

  it('is named with the operation and the resource, and never shown', async () => {
    const { answers } = recorded.get('describeCertificateAuthority')!;
    const document = JSON.parse(textOf(answers[0]!)) as {
      CertificateAuthority: { CertificateAuthorityConfiguration: { Subject: Record<string, unknown> } };
    };
    document.CertificateAuthority.CertificateAuthorityConfiguration.Subject['Organization'] = 7;
    await using server = await startCannedServer({ ...answers[0]!, body: JSON.stringify(document) });
    const aws = await openCanned(server);
    await expect(aws.reader.describeCertificateAuthority(found['caArn']!)).rejects.toMatchObject({
      code: 'AWS_NOT_AWS',
      message: `acm-pca:DescribeCertificateAuthority: the answer about ${found['caArn']} does not look like AWS: CertificateAuthority.CertificateAuthorityConfiguration.Subject.Organization is a number, not a text`,
      details: { action: 'acm-pca:DescribeCertificateAuthority', resource: found['caArn'], definite: false },
    });
  });
});

const textOf = ({ body }: CannedAnswer): string => Buffer.from(body).toString('utf8');

/** An error of ours has to name the operation. */
function complaint(error: unknown): string | undefined {
  if (!(error instanceof CertprovError)) return `${(error as Error).name}: ${(error as Error).message}`;
  if (error.code === 'INTERNAL') return `INTERNAL: ${error.message}`;
  return /^[a-z0-9-]+:[A-Z]\w+/.test(error.message) ? undefined : `names no operation: ${error.message}`;
}

/** What was read has the types that it had. */
function unlike(before: unknown, after: unknown, where = 'the result'): string | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (kindOf(before) !== kindOf(after)) return `${where} is ${kindOf(after)}, not ${kindOf(before)}`;
  if (kindOf(before) !== 'object' && kindOf(before) !== 'list') return undefined;
  return Object.entries(after as object)
    .map(([key, value]) => unlike((before as Record<string, unknown>)[key], value, `${where}.${key}`))
    .find((problem) => problem !== undefined);
}
