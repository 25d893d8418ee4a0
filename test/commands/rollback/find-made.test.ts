import { expect, it } from 'vitest';
import { applyActions } from '../../../src/actions/apply-actions.ts';
import { nameOf } from '../../../src/actions/identity.ts';
import { addPermission } from '../../../src/actions/kinds/add-permission.ts';
import { createFunction, type CreateFunctionArgs } from '../../../src/actions/kinds/create-function.ts';
import { createRole } from '../../../src/actions/kinds/create-role.ts';
import type { CreateSecretArgs } from '../../../src/actions/kinds/create-secret.ts';
import { putRolePolicy } from '../../../src/actions/kinds/put-role-policy.ts';
import type { ExternalConfig } from '../../../src/authority/authority.ts';
import { externalEnvironment } from '../../../src/authority/external-environment.ts';
import { providerArnOf, roleArnOf } from '../../../src/aws/arn.ts';
import { findMade } from '../../../src/commands/rollback/find-made.ts';
import { parseCertificate } from '../../../src/csr/certificate.ts';
import { signerTrustPolicy } from '../../../src/deployment/policies/signer-role.ts';
import { ownTags } from '../../../src/deployment/ownership.ts';
import { readSignerBundle } from '../../../src/deployment/signer-bundle.ts';
import { openRun, place } from '../../actions/open-run.ts';
import { makeOpensslAuthority } from '../../authority/openssl-authority.ts';

const tags = ownTags('20261130T000000000Z-00000000');
const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:Sign', Resource: '*' }] } as const;
const keyArn = 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-4000-8000-000000000000';

const CONFIGS = {
  secret: { kind: 'secret', secretName: 'certprov/signer' },
  webhook: { kind: 'webhook', url: 'https://ca.acme.example/sign', secretName: 'certprov/signer' },
  kms: { kind: 'kms', keyArn },
} as const satisfies Readonly<Record<string, ExternalConfig>>;

const bundle = await readSignerBundle('acm-pca');
const issuer = ((): ReturnType<typeof parseCertificate> => {
  using authority = makeOpensslAuthority();
  return parseCertificate(authority.certificatePem);
})();

const role = createRole.with({ roleName: 'certprov-signer-us-east-1', functionName: 'certprov-signer', tags });
const permit = (roleName: string) => putRolePolicy.with({ roleName, policyName: 'certprov-issue', policy });
const lambda = (change: Partial<CreateFunctionArgs> = {}) =>
  createFunction.with({
    functionName: 'certprov-signer',
    roleArn: roleArnOf(place, 'certprov-signer-us-east-1'),
    runtime: 'nodejs22.x',
    architecture: 'arm64',
    memoryMb: 256,
    timeoutSeconds: 5,
    environment: {},
    signer: 'acm-pca',
    codeSha256: bundle.codeSha256,
    tags,
    ...change,
  });
const signerOf = (config: ExternalConfig) =>
  lambda({ environment: externalEnvironment({ authority: config, issuer, validityDays: 365 }) });
const permission = addPermission.with({
  functionName: 'certprov-signer',
  statementId: 'certprov-fleet',
  sourceAccount: place.account,
  sourceArn: providerArnOf(place, 'fleet'),
});

it.each([
  ['secret', 'ca-key'],
  ['webhook', 'credentials'],
] as const)('tells by the settings of a signer what its secret holds: %s, %s', async (kind, holds) => {
  await using opened = await openRun(2);
  await applyActions([role, signerOf(CONFIGS[kind])], opened.run);
  const found = await findMade({ made: [], functionNames: [] }, opened.run.context.reader, place);
  expect(found.map(({ action }) => nameOf(action))).toEqual([
    'function certprov-signer',
    'secret certprov/signer',
    'role certprov-signer-us-east-1',
  ]);
  const secret = found[1]!.action.args as CreateSecretArgs;
  expect(secret).toEqual({ secretName: 'certprov/signer', holds, tags: expect.objectContaining(tags) });
  expect((found[0]!.action.args as CreateFunctionArgs).signer).toBe(kind);
});

it('finds, without a journal, what carries its tags and its names, in the order in which it goes', async () => {
  await using opened = await openRun(4);
  const { run } = opened;
  await applyActions([role, permit('certprov-signer-us-east-1'), signerOf(CONFIGS.kms), permission], run);
  const { writer, reader } = run.context;
  await writer.putRolePolicy('certprov-signer-us-east-1', 'theirs', policy);
  const theirs = { principal: 'iot.amazonaws.com', sourceAccount: place.account };
  const sourceArn = providerArnOf(place, 'theirs');
  await writer.addPermission({ functionName: 'certprov-signer', statementId: 'theirs', ...theirs, sourceArn });
  const found = await findMade({ made: [], functionNames: [] }, reader, place);
  expect(found.map(({ action }) => nameOf(action))).toEqual([
    'permission for AWS IoT to invoke certprov-signer (certprov-fleet)',
    'function certprov-signer',
    'policy of the role certprov-signer-us-east-1/certprov-issue',
    'role certprov-signer-us-east-1',
  ]);
  expect(found[0]!.action).toEqual(permission);
  expect(found.map(({ receipt }) => receipt)).toEqual([undefined, undefined, undefined, undefined]);
});

it('finds the role of a signer whose function is gone, by the name that the function had', async () => {
  await using opened = await openRun(1);
  const roleName = 'certprov-fleet-us-east-1';
  await applyActions([createRole.with({ roleName, functionName: 'certprov-fleet', tags })], opened.run);
  const { reader } = opened.run.context;
  expect(await findMade({ made: [], functionNames: [] }, reader, place)).toEqual([]);
  const found = await findMade({ made: [], functionNames: ['certprov-fleet'] }, reader, place);
  expect(found.map(({ action }) => nameOf(action))).toEqual([`role ${roleName}`]);
});

it('leaves what only has the name of something made by certprov', async () => {
  await using opened = await openRun(0);
  const { writer, reader } = opened.run.context;
  const roleName = 'certprov-signer-us-east-1';
  await writer.createRole({ roleName, description: 'of others', trustPolicy: signerTrustPolicy, tags: {} });
  await writer.putRolePolicy(roleName, 'certprov-issue', policy);
  expect(await findMade({ made: [], functionNames: [] }, reader, place)).toEqual([]);
});

it('says what cannot be read, or leaves it out', async () => {
  await using opened = await openRun(2);
  await applyActions([role, lambda()], opened.run);
  const { reader } = opened.run.context;
  await opened.refuse({ operation: 'GetRole', kind: 'access-denied' });
  const clues = { made: [], functionNames: [] };
  await expect(findMade(clues, reader, place)).rejects.toMatchObject({ code: 'AWS_ACCESS_DENIED' });
  const unread: string[] = [];
  const onUnread = ({ code }: { readonly code: string }) => void unread.push(code);
  const found = await findMade({ ...clues, onUnread }, reader, place);
  expect(found.map(({ action }) => nameOf(action))).toEqual(['function certprov-signer']);
  expect(unread).toEqual(['AWS_ACCESS_DENIED']);
});

it('takes what a journal says of a thing before what the account says of it', async () => {
  await using opened = await openRun(2);
  await applyActions([role, lambda()], opened.run);
  const journaledAction = lambda({ memoryMb: 512 });
  const journaled = {
    runId: 'r',
    file: 'r.jsonl',
    index: 0,
    at: '2026-11-30T00:00:00Z',
    action: journaledAction,
    receipt: undefined,
  };
  const { reader } = opened.run.context;
  const found = await findMade({ made: [journaled], functionNames: [] }, reader, place);
  expect(found[0]).toBe(journaled);
  expect(found.map(({ action }) => nameOf(action))).toEqual([
    'function certprov-signer',
    'role certprov-signer-us-east-1',
  ]);
});
