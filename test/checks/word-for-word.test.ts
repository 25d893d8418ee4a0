import { expect, it } from 'vitest';
import type {
  CertificateProvider,
  FunctionDescription,
  KeyDescription,
  PcaDescription,
  PolicyDocument,
  PolicyStatement,
} from '../../src/aws/ports/ports.ts';
import { checkAuthorityHealth } from '../../src/checks/authority-health.ts';
import { checkAuthorityUsable } from '../../src/checks/authority-usable.ts';
import { checkCaCanary, type CaCanaryCertificate } from '../../src/checks/ca-canary.ts';
import { checkFunctionRuntime } from '../../src/checks/function-runtime.ts';
import { checkFunctionUsable } from '../../src/checks/function-usable.ts';
import { checkInvokePermission } from '../../src/checks/invoke-permission.ts';
import { checkProviderSlot } from '../../src/checks/provider-slot.ts';
import { checkSignerCode, type SignerCode } from '../../src/checks/signer-code.ts';
import { checkDeployedExternal } from '../../src/checks/signer-resources.ts';
import { checkSignerSettings } from '../../src/checks/signer-settings.ts';
import { checkSigningFailures } from '../../src/checks/signing-failures.ts';
import { checkSwitchProven, type KnownProof } from '../../src/checks/switch-proven.ts';
import type { NetworkFacts } from '../../src/checks/network-facts.ts';
import { checkVpcAttachment } from '../../src/checks/vpc-attachment.ts';
import { ownTags } from '../../src/deployment/ownership.ts';
import type { Finding } from '../../src/finding.ts';
import { caDescription, days, functionDescription, NOW } from './descriptions.ts';
import { findingLine, wordForWord } from './word-for-word.ts';

const place = { partition: 'aws', account: '000000000000', region: 'us-east-1' };
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:signer';
const PROVIDER = 'arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov';

const usable = (change: Partial<FunctionDescription>) => checkFunctionUsable(functionDescription(change));
const runtime = (name: string, at: string) =>
  checkFunctionRuntime(functionDescription({ runtime: name }), new Date(at));

const pca = (change: Partial<PcaDescription>) =>
  checkAuthorityUsable(caDescription({ displayName: 'Acme CA', ...change }), NOW);

const provider: CertificateProvider = {
  certificateProviderName: 'legacy',
  certificateProviderArn: PROVIDER,
  lambdaFunctionArn: ARN,
  accountDefaultForOperations: ['CreateCertificateFromCsr'],
  creationDate: new Date('2026-11-20T10:11:12Z'),
  lastModifiedDate: NOW,
};
const slot = (tags: Record<string, string> | null, change: Partial<CertificateProvider> = {}) =>
  checkProviderSlot([{ ...provider, ...change, tags }], { name: 'certprov', functionArn: ARN });
const proven = (proof: KnownProof) => checkSwitchProven(proof, provider, 'go back');

const allow = (
  Condition?: PolicyStatement['Condition'],
): PolicyDocument & { Statement: readonly [PolicyStatement] } => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'iot.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: ARN,
      ...(Condition === undefined ? {} : { Condition }),
    },
  ],
});
const invoke = (policy: Parameters<typeof checkInvokePermission>[0]) =>
  checkInvokePermission(policy, ARN, place, PROVIDER);
const SOURCE = { ArnLike: { 'AWS:SourceArn': PROVIDER } };
const OTHERS = { StringEquals: { 'AWS:SourceAccount': '111122223333' } };

const code = (change: Partial<SignerCode>) =>
  checkSignerCode(functionDescription({}), {
    verdict: 'ok',
    deployed: 'abc=',
    knownFrom: 'tag',
    thisVersion: 'abc=',
    ...change,
  });

const keyArn = 'arn:aws:kms:us-east-1:000000000000:key/1';
const secretName = 'certprov/certprov-signer';
const table = (target: 'internet-gateway' | 'nat-gateway' | 'other') => ({
  isMain: true,
  subnetIds: [],
  routes: [
    { destination: '10.0.0.0/16', target: 'local' as const },
    { destination: '0.0.0.0/0', target },
  ],
});
const vpcOf = (count: 1 | 2, change: Partial<NetworkFacts>) => {
  const subnetIds = ['subnet-1', 'subnet-2'].slice(0, count);
  const subnets = subnetIds.map((subnetId) => ({ subnetId, vpcId: 'vpc-1', availabilityZone: 'us-east-1a' }));
  const facts: NetworkFacts = {
    subnets: { known: subnets },
    securityGroups: { known: [{ groupId: 'sg-1', vpcId: 'vpc-1' }] },
    routeTables: undefined,
    endpoints: { known: [] },
    ...change,
  };
  return checkVpcAttachment({ subnetIds, securityGroupIds: ['sg-1'] }, facts, { name: 'AWS KMS', endpoint: 'kms' });
};
const key: KeyDescription = {
  keyArn,
  keyId: '1',
  keyUsage: 'SIGN_VERIFY',
  keySpec: 'ECC_NIST_P256',
  keyState: 'Enabled',
  description: '',
  aliases: [],
};

const issued: CaCanaryCertificate = {
  outcome: 'issued',
  authorityMs: 5,
  serialNumber: '01',
  subject: 'exact-der',
  subjectAsked: 'CN=a',
  subjectGiven: 'CN=b',
  isSameKey: true,
  isIssuedByLinked: true,
  issuerName: 'CN=other',
  notAfter: days(365),
};
const canary = (given: Parameters<typeof checkCaCanary>[0], kind = 'est') =>
  checkCaCanary(given, { caName: 'Acme CA', validityDays: 365, kind }, NOW);
const certificate = (change: Partial<CaCanaryCertificate>, kind?: string) => canary({ ...issued, ...change }, kind);

/** Made within the test: what throws there names it. */
const cases = (): Readonly<Record<string, readonly Finding[]>> => ({
  'a function that is pending': usable({ state: 'Pending', stateReason: 'The function is being created.' }),
  'a function that failed': usable({ state: 'Failed' }),
  'a function that is inactive': usable({ state: 'Inactive' }),
  'an update that failed': usable({ lastUpdateStatus: 'Failed', lastUpdateStatusReason: 'the role is gone' }),
  'an update that failed, without a reason': usable({ lastUpdateStatus: 'Failed' }),
  'a concurrency of zero': usable({ reservedConcurrency: 0 }),
  'a concurrency of one': usable({ reservedConcurrency: 1 }),
  'a timeout of less than the limit': usable({ timeoutSeconds: 4 }),
  'a timeout of the limit': usable({ timeoutSeconds: 5 }),
  'Node.js 20 on its last day': runtime('nodejs20.x', '2026-04-29T23:59:59Z'),
  'Node.js 20 the day after': runtime('nodejs20.x', '2026-04-30T00:00:00Z'),
  'Node.js 22, half a year before': runtime('nodejs22.x', '2026-11-01T00:00:00Z'),
  'Node.js 22, a moment earlier': runtime('nodejs22.x', '2026-10-31T23:59:59Z'),
  'Node.js 24 when it is over': runtime('nodejs24.x', '2028-05-01T00:00:00Z'),
  'a runtime without a day': runtime('python3.13', '2030-01-01T00:00:00Z'),
  'a CA without a certificate': pca({ status: 'PENDING_CERTIFICATE' }),
  'a CA that is switched off': pca({ status: 'DISABLED' }),
  'a CA with another key': pca({ keyAlgorithm: 'SM2' }),
  'a CA with a key whose name only begins so': pca({ keyAlgorithm: 'RSA_2048_SHA1' }),
  'a CA with a key whose name only ends so': pca({ keyAlgorithm: 'NO_RSA_2048' }),
  'a CA at its end': pca({ notAfter: NOW }),
  'a CA whose end is not known': pca({ notAfter: undefined }),
  'a CA that ends soon': pca({ notAfter: days(89) }),
  'a CA that ends in 90 days': pca({ notAfter: days(90) }),
  'a provider of others': slot({}),
  'a provider of a stack': slot({ 'aws:cloudformation:stack-name': 'legacy-iot' }),
  'a provider whose tags cannot be read': slot(null),
  'a provider of certprov': slot(ownTags('20261122T000000000Z-00000000')),
  'a provider without a date': slot({}, { creationDate: undefined }),
  'the same name at another function': slot({}, { certificateProviderName: 'certprov', lambdaFunctionArn: `${ARN}-2` }),
  'the provider that is wanted': slot({}, { certificateProviderName: 'certprov' }),
  'a function without a policy': invoke(undefined),
  'a function that AWS IoT is denied': invoke({
    Version: '2012-10-17',
    Statement: [{ ...allow().Statement[0], Effect: 'Deny' }],
  }),
  'a function for another account': invoke(allow(OTHERS)),
  'a function for anybody': invoke(allow()),
  'a function with one condition': invoke(allow(SOURCE)),
  'a function with both': invoke(allow({ ...SOURCE, StringEquals: { 'AWS:SourceAccount': place.account } })),
  'code that was changed, says a tag': code({ verdict: 'changed' }),
  'code that was changed, says the journal': code({ verdict: 'changed', knownFrom: 'journal' }),
  'code of another version': code({ verdict: 'other-version' }),
  'code as it was deployed': code({}),
  'other settings': checkSignerSettings(
    functionDescription({ handler: 'other.handler', layers: ['arn:l'], environment: { A: '1' } }),
    { environment: { B: '2' }, roleArn: 'arn:r' },
  ),
  'CSRs that were refused': checkSigningFailures({ days: 7, calls: 100, failed: 3 }),
  'no CSR that was refused': checkSigningFailures({ days: 7, calls: 100, failed: 0 }),
  'a run that was cut off': proven({ state: 'unproven', reason: 'under-way' }),
  'a switch without a canary': proven({ state: 'unproven', reason: 'no-canary' }),
  'a switch that was kept': proven({ state: 'unproven', reason: 'kept' }),
  'a canary that could not ask': proven({ state: 'unproven', reason: 'could-not-ask' }),
  'no verdict at all': proven({ state: 'unproven' }),
  'a canary that was refused': proven({ state: 'refused', reason: 'refused', at: new Date('2026-11-21T10:11:12Z') }),
  'a canary of another CA': proven({ state: 'refused', reason: 'wrong-ca' }),
  'a canary that would not do': proven({ state: 'refused', reason: 'bad-certificate' }),
  'a canary without an answer': proven({ state: 'refused', reason: 'no-answer' }),
  'a canary that failed otherwise': proven({ state: 'refused' }),
  'a canary with its own words': proven({ state: 'refused', reason: 'refused', message: 'AWS said no' }),
  'a switch that is proven': proven({ state: 'proven' }),
  'one subnet, and no way out': vpcOf(1, { routeTables: { known: [table('internet-gateway')] } }),
  'two subnets of one zone, and a route to somewhere': vpcOf(2, { routeTables: { known: [table('other')] } }),
  'a subnet that is not there': vpcOf(2, { subnets: { known: [] } }),
  'subnets of another VPC than the groups': vpcOf(1, {
    securityGroups: { known: [{ groupId: 'sg-1', vpcId: 'vpc-2' }] },
    routeTables: { known: [table('nat-gateway')] },
  }),
  'a network that cannot be read': vpcOf(1, { subnets: { unread: 'ec2:DescribeSubnets was refused' } }),
  'a CA whose server is gone': checkAuthorityHealth({ state: 'dead', why: 'nobody listens' }, 'https://ca.example'),
  'a CA that was not asked': checkAuthorityHealth({ state: 'not-asked', why: 'from a VPC' }, 'https://ca.example'),
  'a KMS key that is gone': checkDeployedExternal({ key: { keyArn, found: undefined } }),
  'a KMS key that is going': checkDeployedExternal({ key: { keyArn, found: { ...key, keyState: 'PendingDeletion' } } }),
  'a KMS key whose spec only begins so': checkDeployedExternal({
    key: { keyArn, found: { ...key, keySpec: 'RSA_2048_X' } },
  }),
  'a KMS key whose spec only ends so': checkDeployedExternal({
    key: { keyArn, found: { ...key, keySpec: 'X_RSA_2048' } },
  }),
  'a KMS key for something else': checkDeployedExternal({
    key: { keyArn, found: { ...key, keyUsage: 'KEY_AGREEMENT' } },
  }),
  'a secret that is gone': checkDeployedExternal({ secret: { secretName, found: undefined } }),
  'a secret that is going': checkDeployedExternal({
    secret: { secretName, found: { secretName, secretArn: 'arn', tags: {}, deletedDate: NOW } },
  }),
  'a canary at the CA that was left out': canary({ outcome: 'skipped', why: 'no matter' }),
  'a CA that cannot be reached': canary({ outcome: 'unreachable', why: 'no route' }),
  'a CA that refuses': canary({ outcome: 'refused', why: 'who are you?' }),
  'a CA that issues as it was asked': certificate({}),
  'a CA that changes the key': certificate({ isSameKey: false }),
  'a CA that is another one': certificate({ isIssuedByLinked: false }),
  'a CA that changes the subject': certificate({ subject: 'different' }),
  'a step-ca that changes the subject': certificate({ subject: 'different' }, 'step-ca'),
  'a Vault that changes the subject': certificate({ subject: 'different' }, 'vault'),
  'a CA that rewrites the subject': certificate({ subject: 'same-text' }),
  'a step-ca that rewrites the subject': certificate({ subject: 'same-text' }, 'step-ca'),
  'a CA that gives a day less': certificate({ notAfter: days(364) }),
});

it('says word for word what is found, and nothing where nothing is', async () => {
  const lines = Object.entries(cases()).map(([name, findings]) => [name, findings.map(findingLine)]);
  await expect(wordForWord(Object.fromEntries(lines))).toMatchFileSnapshot('word-for-word.txt');
});
