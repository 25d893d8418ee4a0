import { expect, it } from 'vitest';
import type { IotEncryption, RoleDescription, SecretDescription } from '../../src/aws/ports/ports.ts';
import type { LogGroup } from '../../src/aws/ports/function-ports.ts';
import { checkCodeSigning, codeSigningText } from '../../src/checks/code-signing.ts';
import { checkFunctionRole, type FunctionRole } from '../../src/checks/function-role.ts';
import { checkIotKey, iotKeyText, isCustomerKey } from '../../src/checks/iot-key.ts';
import { checkLandingZoneKept, checkLandingZoneSame, type Made } from '../../src/checks/landing-zone-same.ts';
import { checkLogGroup, isToMake } from '../../src/checks/log-group.ts';
import { NO_LANDING_ZONE, type LandingZone } from '../../src/deployment/landing-zone.ts';
import { ownTags } from '../../src/deployment/ownership.ts';
import type { Finding } from '../../src/finding.ts';
import { functionDescription } from './descriptions.ts';
import { findingLine, wordForWord } from './word-for-word.ts';

const OURS = ownTags('20261122T000000000Z-00000000');
const KEY = 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-4000-8000-000000000000';
const BOUNDARY = 'arn:aws:iam::000000000000:policy/boundary';
const ROLE = 'arn:aws:iam::000000000000:role/team/certprov-signer';

const signer = functionDescription({ functionName: 'certprov-signer', roleArn: ROLE, tags: OURS });
const role = { roleName: 'certprov-signer', roleArn: ROLE, tags: OURS } as unknown as RoleDescription;
const secret = { secretName: 'certprov/signer', secretArn: 'arn', tags: OURS } as unknown as SecretDescription;
const vpc = { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] };

const asked = (landing: Partial<LandingZone>, made: Made): Finding[] =>
  checkLandingZoneSame({ ...NO_LANDING_ZONE, ...landing }, made);
const kept = (landing: Partial<LandingZone>, made: Made): Finding[] => {
  const each = { ...NO_LANDING_ZONE, ...landing };
  return checkLandingZoneKept({ role: each, function: each, secret: each, provider: each }, made);
};
const team = { Team: 'iot', Cost: '7' };

const group = (change: Partial<LogGroup>): LogGroup => ({
  logGroupName: '/aws/lambda/signer',
  retentionDays: undefined,
  kmsKeyArn: undefined,
  tags: {},
  ...change,
});
const logs = (landing: Partial<LandingZone>, found: LogGroup | undefined, lambda = functionDescription()): Finding[] =>
  checkLogGroup({ ...NO_LANDING_ZONE, ...landing }, { group: found, function: lambda });

const ofRole = (state: FunctionRole['state']): Finding[] => checkFunctionRole({ roleArn: ROLE, state }, 'roll back');
const iotKey = (change: Partial<IotEncryption>): Finding[] =>
  checkIotKey({ encryptionType: 'CUSTOMER_MANAGED_KMS_KEY', status: 'UNHEALTHY', ...change });

/** Made within the test: what throws there names it. */
const cases = (): Readonly<Record<string, readonly Finding[]>> => ({
  'code that has to be signed': checkCodeSigning(signer, { configArn: 'arn:csc', policy: 'Enforce' }),
  'code that is only warned about': checkCodeSigning(signer, { configArn: 'arn:csc', policy: 'Warn' }),
  'any code': checkCodeSigning(signer, undefined),
  'a role that is there': ofRole('there'),
  'a role that is gone': ofRole('gone'),
  'a role without any policy': ofRole('without-any-policy'),
  "a role without certprov's policy": ofRole('without-its-policy'),
  'a key that AWS IoT cannot use': iotKey({
    errorCode: 'KMS_KEY_VALIDATION_ERROR',
    errorMessage: 'the key is disabled',
    kmsKeyArn: KEY,
    kmsAccessRoleArn: 'arn:aws:iam::000000000000:role/iot-key',
  }),
  'a key that AWS IoT cannot use, and no word why': iotKey({ errorCode: '' }),
  'a key that AWS IoT can use': iotKey({ status: 'HEALTHY' }),
  "AWS's own key": iotKey({ encryptionType: 'AWS_OWNED_KMS_KEY' }),
  'a key that was not read': [...checkIotKey(null), ...checkIotKey(undefined)],
  'nothing asked for, nothing there': asked({}, {}),
  'nothing asked for, with a boundary and tags there': asked(
    {},
    { role: { ...role, permissionsBoundaryArn: BOUNDARY }, function: { ...signer, kmsKeyArn: KEY, vpc }, secret },
  ),
  'a prefix that the function has not': asked({ namePrefix: 'acme-' }, { function: signer }),
  'a prefix that it has': asked({ namePrefix: 'certprov-' }, { function: signer }),
  'another role': asked({ roleArn: `${ROLE}-2`, rolePath: '/' }, { function: signer, role }),
  'the role that it has': asked({ roleArn: ROLE }, { function: signer }),
  'another path': asked({ rolePath: '/other/' }, { role }),
  'a path, and a role without one': asked(
    { rolePath: '/team/' },
    { role: { ...role, roleArn: 'arn:aws:iam::1:role/r' } },
  ),
  'the path that it has': asked({ rolePath: '/team/' }, { role }),
  'a boundary that the role has not': asked({ permissionsBoundaryArn: BOUNDARY }, { role }),
  'another boundary': asked(
    { permissionsBoundaryArn: BOUNDARY },
    { role: { ...role, permissionsBoundaryArn: `${BOUNDARY}-2` } },
  ),
  'the boundary that it has': asked(
    { permissionsBoundaryArn: BOUNDARY },
    { role: { ...role, permissionsBoundaryArn: BOUNDARY } },
  ),
  'a boundary, and no role to be seen': asked({ permissionsBoundaryArn: BOUNDARY }, { role: null }),
  'tags that nothing has': asked({ tags: team }, { role, function: signer, secret, provider: { tags: OURS } }),
  'a tag of another value': asked({ tags: team }, { function: { ...signer, tags: { Team: 'ops', Cost: '7' } } }),
  "tags, and a role and a secret of somebody else's": asked(
    { tags: team, encryptionKeyArn: KEY },
    { role: { ...role, tags: {} }, secret: { ...secret, tags: {} } },
  ),
  "a key, and the environment and the secret under AWS's": asked(
    { encryptionKeyArn: KEY },
    { function: signer, secret },
  ),
  'a key, and another one there': asked(
    { encryptionKeyArn: KEY },
    { function: { ...signer, kmsKeyArn: `${KEY}-2` }, secret: { ...secret, kmsKeyId: 'alias/other' } },
  ),
  'a key that a secret has by its id': asked(
    { encryptionKeyArn: KEY },
    { function: { ...signer, kmsKeyArn: KEY }, secret: { ...secret, kmsKeyId: KEY.slice(-36) } },
  ),
  'a VPC, and a function in none': asked({ vpc }, { function: signer }),
  'a VPC, and a function in other subnets': asked(
    { vpc },
    { function: { ...signer, vpc: { ...vpc, subnetIds: ['subnet-3', 'subnet-4'] } } },
  ),
  'the VPC that it is in': asked({ vpc }, { function: { ...signer, vpc } }),
  'a VPC, and no function yet': asked({ vpc }, {}),
  'everything as it was made': kept({ tags: OURS }, { role, function: signer, secret, provider: { tags: OURS } }),
  'a boundary that was taken off': kept({ permissionsBoundaryArn: BOUNDARY }, { role, function: signer }),
  'tags that were taken off everything': kept(
    { tags: team },
    { role, function: signer, secret, provider: { tags: OURS } },
  ),
  'a key that was taken off, and no function to name': kept({ encryptionKeyArn: KEY }, { secret }),
  'a log group, and no end asked for': logs({}, group({ retentionDays: 7 })),
  'a log group with the end that is asked for': logs({ logRetentionDays: 7 }, group({ retentionDays: 7 })),
  'no log group yet': logs({ logRetentionDays: 7 }, undefined),
  "somebody else's, with another end": logs({ logRetentionDays: 7 }, group({ retentionDays: 30 })),
  "somebody else's, without an end": logs({ logRetentionDays: 7 }, group({})),
  'one of an earlier run, with another end': logs({ logRetentionDays: 7 }, group({ retentionDays: 30, tags: OURS })),
  'one of an earlier run that was cut off': logs({ logRetentionDays: 7 }, group({ tags: OURS })),
  "one under AWS's key": logs({ logRetentionDays: 7, encryptionKeyArn: KEY }, group({ retentionDays: 7 })),
  'one under another key': logs(
    { logRetentionDays: 7, encryptionKeyArn: KEY },
    group({ retentionDays: 7, kmsKeyArn: `${KEY}-2` }),
  ),
});

it('says word for word what is wrong around a signer, and nothing where nothing is', async () => {
  const lines = Object.entries(cases()).map(([name, findings]) => [name, findings.map(findingLine)]);
  await expect(wordForWord(Object.fromEntries(lines))).toMatchFileSnapshot('surroundings-word-for-word.txt');
});

it('makes a log group only where an end is asked for, and goes on with one that was cut off', () => {
  const days = { ...NO_LANDING_ZONE, logRetentionDays: 7 };
  expect(isToMake(days, undefined)).toBe(true);
  expect(isToMake(days, group({ tags: OURS }))).toBe(true);
  expect(isToMake(days, group({}))).toBe(false);
  expect(isToMake(days, group({ tags: OURS, retentionDays: 30 }))).toBe(false);
  expect(isToMake(NO_LANDING_ZONE, undefined)).toBe(false);
});

it('says in one line what a function takes for code and what AWS IoT is encrypted with', () => {
  expect(codeSigningText({ configArn: 'arn:csc', policy: 'Warn' })).toBe('arn:csc · Warn');
  expect(codeSigningText({ configArn: 'arn:csc', policy: undefined })).toBe('arn:csc · policy not read');
  const customer = { encryptionType: 'CUSTOMER_MANAGED_KMS_KEY' } as IotEncryption;
  expect(iotKeyText(customer)).toBe("AWS IoT's data is under a key of yours · of unknown health");
  expect(iotKeyText({ ...customer, kmsKeyArn: KEY, status: 'HEALTHY' })).toBe(
    `AWS IoT's data is under ${KEY} · HEALTHY`,
  );
  expect(isCustomerKey(customer)).toBe(true);
  expect(isCustomerKey({ ...customer, encryptionType: 'SOMETHING_NEW' })).toBe(true);
  expect(isCustomerKey({ ...customer, encryptionType: 'AWS_OWNED_KMS_KEY' })).toBe(false);
});
