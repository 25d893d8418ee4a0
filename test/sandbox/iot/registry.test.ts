import {
  CreateCertificateFromCsrCommand,
  CreatePolicyCommand,
  CreateProvisioningTemplateCommand,
  DeleteCertificateCommand,
  DeletePolicyCommand,
  DeleteProvisioningTemplateCommand,
  DescribeCACertificateCommand,
  DescribeCertificateCommand,
  DescribeEndpointCommand,
  DescribeProvisioningTemplateCommand,
  GetPolicyCommand,
  ListCACertificatesCommand,
  ListCertificatesCommand,
  ListPoliciesCommand,
  ListTagsForResourceCommand,
  paginateListProvisioningTemplates,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';
import { createHash, X509Certificate } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { openIotAccount } from './iot-account.ts';
import { PROVISIONING_ROLE, smallestBody } from './smallest-body.ts';

const { account, iot, close } = await openIotAccount();
afterAll(close);

const csr = (...key: string[]): string =>
  execFileSync('openssl', ['req', '-new', '-nodes', '-keyout', '/dev/null', ...key, '-subj', '/CN=dev'], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
const P256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

describe('a certificate signed by AWS', () => {
  it('lasts until the end of 2049, has its fingerprint for an id, and lives until it is deleted', async () => {
    const { certificateId, certificatePem, certificateArn } = await iot.send(
      new CreateCertificateFromCsrCommand({ certificateSigningRequest: csr(...P256), setAsActive: true }),
    );
    const certificate = new X509Certificate(certificatePem!);
    expect(certificate.validTo).toBe('Dec 31 23:59:59 2049 GMT');
    expect(certificate.issuer).toContain('Amazon Web Services');
    expect(certificate.subject).toBe('CN=dev');
    expect(certificateId).toBe(createHash('sha256').update(certificate.raw).digest('hex'));
    expect(certificateArn).toBe(`arn:aws:iot:us-east-1:000000000000:cert/${certificateId}`);

    const described = await iot.send(new DescribeCertificateCommand({ certificateId }));
    expect(described.certificateDescription).toMatchObject({
      status: 'ACTIVE',
      certificatePem,
      ownedBy: '000000000000',
      certificateMode: 'DEFAULT',
      validity: { notAfter: new Date('2049-12-31T23:59:59Z') },
    });
    expect((await failureOf(iot.send(new DeleteCertificateCommand({ certificateId })))).name).toBe(
      'CertificateStateException',
    );
    await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
    await iot.send(new DeleteCertificateCommand({ certificateId }));
    expect((await failureOf(iot.send(new DescribeCertificateCommand({ certificateId })))).name).toBe(
      'ResourceNotFoundException',
    );
  });

  it('is another one for the same CSR', async () => {
    const certificateSigningRequest = csr(...P256);
    const [first, second] = await Promise.all([
      iot.send(new CreateCertificateFromCsrCommand({ certificateSigningRequest })),
      iot.send(new CreateCertificateFromCsrCommand({ certificateSigningRequest })),
    ]);
    const { certificates } = await iot.send(new ListCertificatesCommand({}));

    expect(first.certificateId).not.toBe(second.certificateId);
    expect(certificates?.map(({ certificateId }) => certificateId)).toEqual(
      expect.arrayContaining([first.certificateId, second.certificateId]),
    );
  });

  it.each([
    ['RSA 1024', ['-newkey', 'rsa:1024']],
    ['Ed25519', ['-newkey', 'ed25519']],
    ['secp256k1', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1']],
  ])('is not given for a key of %s', async (_kind, key) => {
    const error = await failureOf(
      iot.send(new CreateCertificateFromCsrCommand({ certificateSigningRequest: csr(...key) })),
    );

    expect(error.name).toBe('InvalidRequestException');
  });
});

describe('provisioning templates', () => {
  const templates = async () => {
    const found: Record<string, string | undefined> = {};
    for await (const { templates: page } of paginateListProvisioningTemplates({ client: iot, pageSize: 2 }, {})) {
      for (const { templateName, type, enabled } of page ?? []) if (enabled) found[templateName!] = type;
    }
    return found;
  };

  it('are seeded: fleets in use and one that brings its certificates', async () => {
    expect(await templates()).toEqual({
      'acme-cameras': 'FLEET_PROVISIONING',
      'acme-gateways': 'FLEET_PROVISIONING',
      'acme-meters': 'FLEET_PROVISIONING',
      'acme-partner-devices': 'JITP',
      'acme-sensors': 'FLEET_PROVISIONING',
    });
  });

  it('are made, described and deleted', async () => {
    const templateBody = smallestBody();
    const provisioningRoleArn = PROVISIONING_ROLE;
    const input = { templateName: 'mine', templateBody, provisioningRoleArn, enabled: true };
    await iot.send(new CreateProvisioningTemplateCommand(input));
    expect(await iot.send(new DescribeProvisioningTemplateCommand({ templateName: 'mine' }))).toMatchObject({
      templateBody,
      provisioningRoleArn,
      type: 'FLEET_PROVISIONING',
      enabled: true,
    });
    expect((await failureOf(iot.send(new CreateProvisioningTemplateCommand(input)))).name).toBe(
      'ResourceAlreadyExistsException',
    );
    await iot.send(new DeleteProvisioningTemplateCommand({ templateName: 'mine' }));
    expect(await templates()).not.toHaveProperty('mine');
  });
});

describe('policies', () => {
  const policyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'iot:Connect', Resource: '*' }],
  });

  it('are seeded: the claim policy lets devices send CSRs', async () => {
    const { policies } = await iot.send(new ListPoliciesCommand({}));
    expect(policies?.map(({ policyName }) => policyName)).toEqual([
      'AcmeCameraClaimPolicy',
      'AcmeClaimPolicy',
      'AcmeDevicePolicy',
      'AcmeMeterClaimPolicy',
    ]);

    const { policyDocument: claim } = await iot.send(new GetPolicyCommand({ policyName: 'AcmeClaimPolicy' }));
    expect(claim).toContain('$aws/certificates/create-from-csr/*');
  });

  it('are made, tagged and deleted', async () => {
    const { policyArn } = await iot.send(new CreatePolicyCommand({ policyName: 'mine', policyDocument }));
    await iot.send(
      new TagResourceCommand({
        resourceArn: policyArn,
        tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      }),
    );
    await iot.send(new UntagResourceCommand({ resourceArn: policyArn, tagKeys: ['a'] }));
    expect((await iot.send(new ListTagsForResourceCommand({ resourceArn: policyArn }))).tags).toEqual([
      { Key: 'b', Value: '2' },
    ]);
    await iot.send(new DeletePolicyCommand({ policyName: 'mine' }));
    expect((await failureOf(iot.send(new GetPolicyCommand({ policyName: 'mine' })))).name).toBe(
      'ResourceNotFoundException',
    );
  });

  it('are refused when they are none', async () => {
    const error = await failureOf(iot.send(new CreatePolicyCommand({ policyName: 'bad', policyDocument: '{}' })));

    expect(error.name).toBe('MalformedPolicyException');
  });
});

describe('the rest of the registry', () => {
  it('has no CA certificates of its own', async () => {
    expect((await iot.send(new ListCACertificatesCommand({}))).certificates).toEqual([]);
    const error = await failureOf(iot.send(new DescribeCACertificateCommand({ certificateId: 'a'.repeat(64) })));
    expect(error.name).toBe('ResourceNotFoundException');
  });

  it('has one endpoint for as long as the account lasts', async () => {
    const endpoint = async () =>
      (await iot.send(new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }))).endpointAddress;
    const before = await account.snapshot();

    expect(await endpoint()).toMatch(/^a[0-9a-f]{13}-ats\.iot\.us-east-1\.amazonaws\.com$/);
    expect(await endpoint()).toBe(await endpoint());
    expect(await account.snapshot()).toEqual(before);
  });
});
