import type { FunctionDescription, FunctionSummary, PcaDescription } from '../../src/aws/ports/ports.ts';

/** A function as ListFunctions has it. */
export const functionSummary = (functionName: string): FunctionSummary => ({
  functionName,
  functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  packageType: 'Zip',
  architecture: 'arm64',
  timeoutSeconds: 5,
  memoryMb: 512,
  description: '',
  codeSha256: 'abc=',
  lastModified: '2026-11-22T00:00:00.000+0000',
});

/** A function that signs without anything to complain about. */
export const functionDescription = (change: Partial<FunctionDescription> = {}): FunctionDescription => ({
  ...functionSummary('signer'),
  state: 'Active',
  stateReason: undefined,
  lastUpdateStatus: 'Successful',
  lastUpdateStatusReason: undefined,
  roleArn: 'arn:aws:iam::000000000000:role/r',
  environment: {},
  layers: [],
  tags: {},
  reservedConcurrency: undefined,
  ...change,
});

/** The day of these tests. */
export const NOW = new Date('2026-11-22T00:00:00Z');
export const days = (n: number): Date => new Date(NOW.getTime() + n * 86_400_000);

/** A Private CA that issues, ten years before its end. */
export const caDescription = (change: Partial<PcaDescription> = {}): PcaDescription => ({
  arn: 'arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/1',
  status: 'ACTIVE',
  type: 'ROOT',
  subject: 'CN=CA',
  displayName: 'CA',
  keyAlgorithm: 'EC_prime256v1',
  usageMode: 'GENERAL_PURPOSE',
  notBefore: days(-1),
  notAfter: days(3650),
  ownerAccount: undefined,
  ...change,
});
