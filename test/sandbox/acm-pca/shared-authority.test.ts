import {
  ACMPCAClient,
  DescribeCertificateAuthorityCommand,
  GetCertificateAuthorityCertificateCommand,
  GetCertificateAuthorityCsrCommand,
  GetCertificateCommand,
  IssueCertificateCommand,
  ListCertificateAuthoritiesCommand,
  type ResourceOwner,
  UpdateCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import { afterAll, describe, expect, it } from 'vitest';
import { buildCertificationRequest, generateKey } from '../../../src/csr/build-certification-request.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import { resetAccount } from '../../../src/sandbox/start-account.ts';
import { roleSession } from '../role-session.ts';
import { temporaryAccount } from '../temporary-account.ts';
import { failureOf } from '../temporary-sandbox.ts';

const OWNER = '111122223333';
const CLIENT_AUTH = 'arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1';
const END_ENTITY = 'arn:aws:acm-pca:::template/EndEntityCertificate/V1';

const account = await temporaryAccount({ settings: { authorityMs: 1 } });
await resetAccount(account.folder, ['shared-ca']);
afterAll(() => account[Symbol.asyncDispose]());

const operator = new ACMPCAClient(account.client);
const listed = async (ResourceOwner: ResourceOwner) =>
  (await operator.send(new ListCertificateAuthoritiesCommand({ ResourceOwner }))).CertificateAuthorities ?? [];
const nameOf = (ca: Awaited<ReturnType<typeof listed>>[number]) =>
  ca.CertificateAuthorityConfiguration?.Subject?.CommonName;
const shared = await listed('OTHER_ACCOUNTS');
const arnOf = (name: string) => shared.find((ca) => nameOf(ca) === name)!.Arn!;
const DEFAULT_PERMISSION = arnOf('Corp Shared CA');
const OWN_PERMISSION = arnOf('Corp Device CA');

const { pem } = buildCertificationRequest({
  subject: encodeName([[{ type: 'CN', value: 'sensor-42' }]]),
  privateKey: (await generateKey('ec-p256')).privateKey,
});

const issueOf = (CertificateAuthorityArn: string, TemplateArn: string) =>
  new IssueCertificateCommand({
    CertificateAuthorityArn,
    Csr: Buffer.from(pem),
    SigningAlgorithm: 'SHA256WITHECDSA',
    Validity: { Type: 'DAYS', Value: 30 },
    TemplateArn,
  });

const notShared = (action: string, arn: string, caller = `arn:aws:iam::${account.account}:user/operator`) => ({
  name: 'AccessDeniedException',
  message: `User: ${caller} is not authorized to perform: acm-pca:${action} on resource: ${arn} because no resource-based policy allows the acm-pca:${action} action`,
});

describe('a CA that another account shares', () => {
  it('is listed among those of other accounts alone, with its owner', async () => {
    expect(shared.map((ca) => [nameOf(ca), ca.OwnerAccount, ca.Arn?.split(':')[4]])).toEqual([
      ['Corp Shared CA', OWNER, OWNER],
      ['Corp Device CA', OWNER, OWNER],
    ]);
    expect((await listed('SELF')).map(nameOf)).not.toContain('Corp Shared CA');
    const own = (await operator.send(new ListCertificateAuthoritiesCommand({}))).CertificateAuthorities ?? [];
    expect(own.map(({ OwnerAccount }) => OwnerAccount)).not.toContain(OWNER);
  });

  it('is read by everybody whom the policies of both accounts let', async () => {
    const CertificateAuthorityArn = DEFAULT_PERMISSION;
    const { CertificateAuthority } = await operator.send(
      new DescribeCertificateAuthorityCommand({ CertificateAuthorityArn }),
    );
    expect(CertificateAuthority).toMatchObject({ OwnerAccount: OWNER, Status: 'ACTIVE' });
    const { Certificate } = await operator.send(
      new GetCertificateAuthorityCertificateCommand({ CertificateAuthorityArn }),
    );
    expect(Certificate).toContain('BEGIN CERTIFICATE');
  });

  it('issues by the template that the default permission of a share allows', async () => {
    const { CertificateArn } = await operator.send(issueOf(DEFAULT_PERMISSION, END_ENTITY));
    await expect
      .poll(() =>
        operator.send(new GetCertificateCommand({ CertificateAuthorityArn: DEFAULT_PERMISSION, CertificateArn })),
      )
      .toMatchObject({ Certificate: expect.stringContaining('BEGIN CERTIFICATE') });
  });

  it('refuses another template with the words of AWS, and no role of this account can help that', async () => {
    expect(await failureOf(operator.send(issueOf(DEFAULT_PERMISSION, CLIENT_AUTH)))).toMatchObject(
      notShared('IssueCertificate', DEFAULT_PERMISSION),
    );
    const everything = await roleSession(account, { Effect: 'Allow', Action: '*', Resource: '*' });
    const failure = await failureOf(new ACMPCAClient(everything).send(issueOf(DEFAULT_PERMISSION, CLIENT_AUTH)));
    expect(failure.message).toMatch(/ because no resource-based policy allows the acm-pca:IssueCertificate action$/);
  });

  it('issues by any template where the owner made a permission of his own', async () => {
    expect(await operator.send(issueOf(OWN_PERMISSION, CLIENT_AUTH))).toHaveProperty('CertificateArn');
  });

  it("needs the caller's own policy as well, and what that lacks is named before the share", async () => {
    const reader = await roleSession(account, { Effect: 'Allow', Action: 'acm-pca:Describe*', Resource: '*' });
    for (const template of [CLIENT_AUTH, END_ENTITY]) {
      const failure = await failureOf(new ACMPCAClient(reader).send(issueOf(DEFAULT_PERMISSION, template)));
      expect(failure.message).toMatch(/ because no identity-based policy allows the acm-pca:IssueCertificate action$/);
    }
  });

  it('is changed by its owner alone', async () => {
    const CertificateAuthorityArn = OWN_PERMISSION;
    expect(
      await failureOf(
        operator.send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn, Status: 'DISABLED' })),
      ),
    ).toMatchObject(notShared('UpdateCertificateAuthority', OWN_PERMISSION));
    expect(
      await failureOf(operator.send(new GetCertificateAuthorityCsrCommand({ CertificateAuthorityArn }))),
    ).toMatchObject(notShared('GetCertificateAuthorityCsr', OWN_PERMISSION));
  });
});
