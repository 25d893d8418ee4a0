import { describe, expect, it } from 'vitest';
import { CertprovError } from '../../../src/errors.ts';
import { checkRights } from '../../../src/commands/policy/check-rights.ts';
import { principalOf } from '../../../src/commands/policy/principal.ts';

const PLACE = { partition: 'aws-cn', account: '111122223333', region: 'cn-north-1' };
const STS = 'arn:aws-cn:sts::111122223333';
const IAM = 'arn:aws-cn:iam::111122223333';

const knowing = (roleArn: string | CertprovError | undefined) => ({
  describeRole: (roleName: string) =>
    roleArn instanceof CertprovError
      ? Promise.reject(roleArn)
      : Promise.resolve(
          roleArn === undefined
            ? undefined
            : { roleName, roleArn, tags: {}, trustPolicy: { Version: '2012-10-17', Statement: [] } },
        ),
});
const refused = new CertprovError('AWS_ACCESS_DENIED', 'no');
const throttled = new CertprovError('AWS_THROTTLED', 'slow down');
const expired = new CertprovError('AWS_CREDENTIALS_EXPIRED', 'over');

describe('principalOf', () => {
  it.each([
    ['the root user', `${IAM}:root`, undefined, { kind: 'root' }],
    ['a user', `${IAM}:user/team/x`, undefined, { kind: 'entity', arn: `${IAM}:user/team/x`, isSession: false }],
    [
      'a session of single sign-on',
      `${STS}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/me`,
      `${IAM}:role/aws-reserved/sso.amazonaws.com/cn-north-1/AWSReservedSSO_Admin_0123456789abcdef`,
      {
        kind: 'entity',
        arn: `${IAM}:role/aws-reserved/sso.amazonaws.com/cn-north-1/AWSReservedSSO_Admin_0123456789abcdef`,
        isSession: true,
      },
    ],
    ['a role that may not be read', `${STS}:assumed-role/r/s`, refused, { kind: 'entity', arn: `${IAM}:role/r` }],
    ['a role that has gone', `${STS}:assumed-role/r/s`, undefined, { kind: 'unknown' }],
    ['a role that IAM does not answer for', `${STS}:assumed-role/r/s`, throttled, { kind: 'unknown' }],
    ['a federated user', `${STS}:federated-user/x`, undefined, { kind: 'unknown' }],
    ['something else', 'nobody', undefined, { kind: 'unknown' }],
  ])('knows %s', async (_what, caller, role, principal) => {
    expect(await principalOf(caller, PLACE, knowing(role))).toMatchObject(principal);
  });

  it('leaves credentials that are no good to whoever asked', async () => {
    await expect(principalOf(`${STS}:assumed-role/r/s`, PLACE, knowing(expired))).rejects.toBe(expired);
  });
});

describe('checkRights', () => {
  const order = {
    place: PLACE,
    functionName: 'f',
    providerName: 'p',
    isFunctionShared: false,
    wanted: [
      { permission: { action: 'iot:DeleteCertificateProvider', on: 'provider' }, needs: ['return'] },
      { permission: { action: 'iam:PassRole', on: 'signer-role' }, needs: ['plan'] },
    ],
  } as const;
  const simulate = () => Promise.reject(new Error('nobody asks'));

  it('takes root for everything and a federated session for unknown, and asks for neither', async () => {
    const aws = { ...knowing(undefined), simulate };
    const root = await checkRights({ ...order, caller: `${IAM}:root` }, aws);
    expect(root.rights.map(({ verdict }) => verdict)).toEqual(['allowed', 'allowed']);
    const federated = await checkRights({ ...order, caller: `${STS}:federated-user/x` }, aws);
    expect(federated.rights.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
  });

  it('asks with the resource, the service that a role is passed to, and the Region of the call', async () => {
    const asked: object[] = [];
    const aws = { ...knowing(undefined), simulate: (input: object) => Promise.resolve((asked.push(input), [])) };
    const { rights } = await checkRights({ ...order, caller: `${IAM}:user/x` }, aws);
    expect(asked).toEqual([
      {
        principalArn: `${IAM}:user/x`,
        actions: ['iot:DeleteCertificateProvider'],
        resource: 'arn:aws-cn:iot:cn-north-1:111122223333:certificateprovider/p',
        context: { 'aws:RequestedRegion': 'cn-north-1' },
      },
      {
        principalArn: `${IAM}:user/x`,
        actions: ['iam:PassRole'],
        resource: `${IAM}:role/certprov-f-cn-north-1`,
        context: { 'aws:RequestedRegion': 'cn-north-1', 'iam:PassedToService': 'lambda.amazonaws.com' },
      },
    ]);
    // No answer is not a yes.
    expect(rights.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
  });

  it('ends with credentials that are no good', async () => {
    const aws = { ...knowing(undefined), simulate: () => Promise.reject(expired) };
    await expect(checkRights({ ...order, caller: `${IAM}:user/x` }, aws)).rejects.toBe(expired);
  });
});
