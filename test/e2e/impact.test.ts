import {
  AttachPolicyCommand,
  CreateCertificateFromCsrCommand,
  CreatePolicyCommand,
  CreateProvisioningTemplateCommand,
  IoTClient,
} from '@aws-sdk/client-iot';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleCertificationRequest } from '../../src/csr/build-certification-request.ts';
import { Account, type ClientConfig, UNATTENDED } from './account.ts';
import { PROVISIONING_ROLE, smallestBody } from '../sandbox/iot/smallest-body.ts';

const ARN = 'arn:aws:iot:us-east-1:000000000000';
const CSR = '$aws/certificates/create-from-csr/*';
const KEYS = '$aws/certificates/create/*';

/** A template, a claim policy for it, and a claim certificate that has the policy. */
async function addFleet(iot: IoTClient, name: string, topics: string, subscribeTo: 'topicfilter' | 'topic') {
  await iot.send(
    new CreateProvisioningTemplateCommand({
      templateName: name,
      templateBody: smallestBody(),
      provisioningRoleArn: PROVISIONING_ROLE,
      enabled: true,
    }),
  );
  const provision = `$aws/provisioning-templates/${name}/provision/*`;
  await iot.send(
    new CreatePolicyCommand({
      policyName: `${name}-claims`,
      policyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['iot:Publish', 'iot:Receive'],
            Resource: [`${ARN}:topic/${topics}`, `${ARN}:topic/${provision}`],
          },
          { Effect: 'Allow', Action: 'iot:Subscribe', Resource: [`${ARN}:${subscribeTo}/${topics}`] },
        ],
      }),
    }),
  );
  const { csrPem } = await sampleCertificationRequest('ec-p256', `${name} claim`);
  const { certificateArn } = await iot.send(
    new CreateCertificateFromCsrCommand({ certificateSigningRequest: csrPem, setAsActive: true }),
  );
  await iot.send(new AttachPolicyCommand({ policyName: `${name}-claims`, target: certificateArn }));
}

async function addFleets(config: ClientConfig): Promise<void> {
  const iot = new IoTClient(config);
  await addFleet(iot, 'test-csr', CSR, 'topicfilter');
  await addFleet(iot, 'test-keys', KEYS, 'topicfilter');
  await addFleet(iot, 'test-deaf', CSR, 'topic');
}

interface Impact {
  readonly templates: readonly { readonly templateName: string; readonly verdict: string }[] | null;
  readonly metrics: object | null;
  readonly findings: readonly { readonly code: string; readonly summary: string; readonly fix?: string }[];
  readonly httpCallers: {
    readonly isWhole: boolean;
    readonly callers: readonly { readonly principal: string; readonly calls: number; readonly refused: number }[];
  } | null;
  readonly certificates: {
    readonly read: number;
    readonly issuers: readonly { readonly isAmazon: boolean; readonly count: number; readonly lastEnd: string }[];
  } | null;
  readonly ceiling: { readonly devicesPerSecond: number; readonly setBy: string; readonly goLive?: object };
}

const verdictsOf = ({ templates }: Impact) =>
  Object.fromEntries((templates ?? []).map(({ templateName, verdict }) => [templateName, verdict]));

let account: Account;

beforeAll(async () => {
  account = await Account.seeded();
  await account.elsewhere(addFleets);
});

describe.concurrent('certprov impact', () => {
  it('says per template whose certificates its devices will have, and changes nothing', async () => {
    const own = account.copy();
    const before = await own.snapshot();
    const run = await own.run(['impact', '--sandbox', '--json', '--fleet-size', '5000']);
    expect(run.exitCode).toBe(0);
    const impact = run.json() as unknown as Impact;
    expect(verdictsOf(impact)).toMatchObject({
      'test-csr': 'signed-by-your-ca',
      'test-keys': 'not-affected',
      'test-deaf': 'cannot-tell',
      'acme-partner-devices': 'not-affected',
    });
    expect(impact.metrics).toMatchObject({ days: 14, fromCsr: { calls: expect.any(Number) } });
    expect(impact.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        'CLAIMS_SEND_NO_CSR',
        'CLAIM_CANNOT_HEAR',
        'CERTIFICATES_WILL_END',
        'DEVICES_MAY_NEED_SNI',
      ]),
    );
    expect(impact.ceiling).toMatchObject({
      devicesPerSecond: 10,
      setBy: 'RegisterThing',
      goLive: { devices: 5000, seconds: 500 },
    });
    expect(await own.snapshot()).toEqual(before);
  });

  it('says it in words that fit into 80 columns', async () => {
    const run = await account
      .copy()
      .run(['impact', '--sandbox', '--ca', 'Acme Device CA P256', '--fleet-size', '5000']);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toMatch(/Your CA will sign for the devices of/);
    expect(run.stdout).toMatch(/test-csr +your CA +test-csr-claims lets its claims send CSRs/);
    expect(run.stderr).toMatch(/A go-live of 5,000 devices takes 8 minutes at least/);
    expect(`${run.stdout}\n${run.stderr}`.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('names what it could not read, with the permission, and still answers', async () => {
    const own = account.copy();
    await own.fault({ operation: 'ListTargetsForPolicy', kind: 'access-denied', times: 'always' });
    await own.fault({ operation: 'GetMetricData', kind: 'access-denied', times: 'always' });
    const run = await own.run(['impact', '--sandbox', '--json']);
    expect(run.exitCode).toBe(0);
    const impact = run.json() as unknown as Impact;
    expect(verdictsOf(impact)).toMatchObject({ 'test-csr': 'cannot-tell', 'acme-partner-devices': 'not-affected' });
    expect(impact.metrics).toBeNull();
    expect(impact.findings.filter(({ code }) => code === 'IMPACT_INCOMPLETE').map(({ fix }) => fix)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('iot:ListTargetsForPolicy'),
        expect.stringContaining('cloudwatch:GetMetricData'),
      ]),
    );
  });

  it('says who had CSRs signed over HTTP, and who issued what is in the registry', async () => {
    const own = account.copy();
    const run = await own.run(['impact', '--sandbox', '--json']);
    const impact = run.json() as unknown as Impact;
    // The three claims that this test had signed, by the operator.
    expect(impact.httpCallers).toMatchObject({
      isWhole: true,
      callers: [{ principal: 'arn:aws:iam::000000000000:user/operator', calls: 3, refused: 0 }],
    });
    expect(impact.findings.find(({ code }) => code === 'CSRS_OVER_HTTP')?.summary).toMatch(
      /user\/operator had 3 CSRs signed over HTTP in the last 90 days, .* does not say so outright$/,
    );
    expect(impact.certificates?.issuers).toContainEqual(
      expect.objectContaining({ isAmazon: true, lastEnd: '2049-12-31T23:59:59.000Z' }),
    );
    expect(impact.certificates?.issuers.reduce((sum, { count }) => sum + count, 0)).toBe(impact.certificates?.read);
    const words = await own.run(['impact', '--sandbox']);
    expect(words.stderr.replaceAll(/\s+/g, ' ')).toContain(
      'CloudTrail has 3 calls of the last 90 days of CreateCertificateFromCsr over HTTP, by 1 principal:',
    );
    expect(words.stderr).toMatch(/3 +0 +\d{4}-\d\d-\d\d +arn:aws:iam::000000000000:user\/operator/);
    expect(words.stderr).toMatch(/2049-12-31 +Amazon's CA for AWS IoT, by its name/);
  });

  it('calls it unknown, never nobody, when CloudTrail or the registry may not be read', async () => {
    const own = account.copy();
    for (const operation of ['LookupEvents', 'ListCertificates'])
      await own.fault({ operation, kind: 'access-denied', times: 'always' });
    const run = await own.run(['impact', '--sandbox', '--json']);
    expect(run.exitCode).toBe(0);
    const impact = run.json() as unknown as Impact;
    expect([impact.httpCallers, impact.certificates]).toEqual([null, null]);
    expect(impact.findings.map(({ code }) => code)).not.toContain('CSRS_OVER_HTTP');
    expect(impact.findings.filter(({ code }) => code === 'IMPACT_INCOMPLETE').map(({ fix }) => fix)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('cloudtrail:LookupEvents'),
        expect.stringContaining('iot:ListCertificates'),
      ]),
    );
    const words = await own.run(['impact', '--sandbox']);
    const text = words.stderr.replaceAll(/\s+/g, ' ');
    expect(text).toContain('over HTTP is unknown: CloudTrail could not be read');
    expect(text).toContain('registry is unknown: they could not be read');
    const page = await own.run(['init', '--sandbox', '--plan', '--yes']);
    expect(page.stderr).toMatch(/over HTTP +unknown: CloudTrail could not be read/);
  });

  it.each([
    [['--ca', 'a', '--ca-certificate', 'b'], /exclude each other/],
    [['--fleet-size', '0'], /1 at least/],
    [['--ca', 'Nobody'], /no Private CA Nobody/],
  ])('refuses %s', async (flags, message) => {
    const run = await account.copy().run(['impact', '--sandbox', ...flags]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(message);
  });
});

describe.concurrent('the impact in init', () => {
  it('is a page of the plan, and in its document', async () => {
    const run = await account.copy().run(['init', '--sandbox', '--plan', '--yes', '--json']);
    expect(run.exitCode).toBe(0);
    const { impact } = run.json() as unknown as { impact: Impact };
    expect(verdictsOf(impact)).toMatchObject({ 'test-csr': 'signed-by-your-ca', 'test-keys': 'not-affected' });

    const words = await account.copy().run(['init', '--sandbox', '--plan', '--yes']);
    const page = /\n4\/8 {2}Which devices it touches\n\n([^]*?)\n\n5\/8 /.exec(words.stderr)?.[1] ?? '';
    expect(page).toContain('certprov impact --sandbox');
    expect(page.split('\n').length).toBeLessThanOrEqual(14);
  });

  it('does not stop the switch when nothing of it may be read', async () => {
    const own = account.copy();
    for (const operation of ['ListPolicies', 'ListCACertificates', 'DescribeProvisioningTemplate'])
      await own.fault({ operation, kind: 'access-denied', times: 'always' });
    const run = await own.run([...UNATTENDED, '--no-canary', '--json']);
    expect(run.exitCode).toBe(0);
    const { impact, applied } = run.json() as unknown as { impact: Impact; applied: boolean };
    expect(applied).toBe(true);
    expect(verdictsOf(impact)).toMatchObject({ 'test-csr': 'cannot-tell', 'acme-partner-devices': 'not-affected' });
  });
});

describe('the impact once a provider signs', () => {
  it('knows the CA from the function', async () => {
    const own = account.copy();
    expect((await own.run([...UNATTENDED, '--no-canary'])).exitCode).toBe(0);
    const run = await own.run(['impact', '--sandbox', '--json']);
    const impact = run.json() as unknown as Impact & { signing: string };
    expect(impact.signing).toBe('self-managed');
    expect(impact.findings.find(({ code }) => code === 'CERTIFICATES_WILL_END')?.summary).toMatch(/after \d+ days/);
    expect(impact.findings.map(({ code }) => code)).not.toContain('DEVICE_BUFFERS_SMALL');
  });
});
