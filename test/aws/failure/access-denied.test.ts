import { describe, expect, it } from 'vitest';
import {
  accessDeniedFix,
  accessDeniedMessage,
  missingStatement,
  parseAccessDenied,
} from '../../../src/aws/failure/access-denied.ts';

const USER = 'arn:aws:iam::111122223333:user/deploy';
const SESSION = 'arn:aws:sts::111122223333:assumed-role/Deployer/alice@example.com';
const ROLE = 'arn:aws:iam::111122223333:role/certprov-signer-us-east-1';

const sentence = (end: string, caller = USER) =>
  `User: ${caller} is not authorized to perform: iam:CreateRole on resource: ${ROLE} ${end}`;

describe('parseAccessDenied', () => {
  it.each([
    ['because no identity-based policy allows the iam:CreateRole action', 'identity-based', false],
    ['because no session policy allows the iam:CreateRole action', 'session', false],
    ['because no permissions boundary allows the iam:CreateRole action', 'permissions boundary', false],
    ['because no service control policy allows the iam:CreateRole action', 'service control', false],
    ['because no resource control policy allows the iam:CreateRole action', 'resource control', false],
    ['because no resource-based policy allows the iam:CreateRole action', 'resource-based', false],
    ['because no VPC endpoint policy allows the iam:CreateRole action', 'VPC endpoint', false],
    ['with an explicit deny in an identity-based policy', 'identity-based', true],
    ['with an explicit deny in a permissions boundary', 'permissions boundary', true],
    ['with an explicit deny in a VPC endpoint policy', 'VPC endpoint', true],
    ['with an explicit deny', undefined, true],
    ['', undefined, false],
  ])('reads "%s"', (end, policyType, explicitDeny) => {
    expect(parseAccessDenied(sentence(end), 'iam:CreateRole')).toEqual({
      caller: USER,
      action: 'iam:CreateRole',
      resource: ROLE,
      policyType,
      explicitDeny,
      policyArn: undefined,
    });
  });

  it('reads which policy of the organization denies', () => {
    const policy = 'arn:aws:organizations::999988887777:policy/o-ab12cd34ef/service_control_policy/p-1234abcd';
    const denied = parseAccessDenied(
      sentence(`with an explicit deny in a service control policy: ${policy}.`),
      'iam:CreateRole',
    );
    expect(denied).toMatchObject({ policyType: 'service control', explicitDeny: true, policyArn: policy });
    expect(accessDeniedMessage(denied, 'iam:CreateRole')).toBe(
      'iam:CreateRole was refused: a service control policy denies it to user/deploy in account 111122223333',
    );
    expect(accessDeniedFix(denied)).toContain(policy);
    expect(missingStatement(denied)).toBeUndefined();
  });

  it('keeps the called action when AWS says nothing', () => {
    const denied = parseAccessDenied('Forbidden', 'iot:CreateCertificateProvider');
    expect(denied).toMatchObject({ action: 'iot:CreateCertificateProvider', caller: undefined, resource: undefined });
    expect(accessDeniedMessage(denied, 'iot:CreateCertificateProvider')).toContain('the caller has no permission');
  });

  it('names another action than the one called', () => {
    const message = `User: ${SESSION} is not authorized to perform: iam:PassRole on resource: ${ROLE} because no identity-based policy allows the iam:PassRole action`;
    const denied = parseAccessDenied(message, 'lambda:CreateFunction');
    expect(accessDeniedMessage(denied, 'lambda:CreateFunction')).toBe(
      'lambda:CreateFunction was refused: no identity-based policy allows iam:PassRole for ' +
        'assumed-role/Deployer/alice@example.com in account 111122223333',
    );
    expect(missingStatement(denied)).toEqual({
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: ROLE,
      Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    });
  });

  it('reads a hostile message of the greatest length in no time', () => {
    const start = performance.now();
    for (const part of [' with an explicit deny in a ', ' because no ', 'User: arn:', ' policy: arn:', '-- '])
      parseAccessDenied(part.repeat(400), 'iam:GetRole');
    expect(performance.now() - start).toBeLessThan(200);
  });
});

describe('accessDeniedFix', () => {
  it.each([
    [USER, 'user/deploy'],
    [SESSION, 'role/Deployer'],
    [
      'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_PowerUser_0123456789abcdef/alice',
      'the permission set PowerUser',
    ],
  ])('says where the statement of %s belongs', (caller, owner) => {
    const denied = parseAccessDenied(
      sentence('because no identity-based policy allows the iam:CreateRole action', caller),
      'iam:CreateRole',
    );
    expect(accessDeniedFix(denied)).toContain(`to a policy of ${owner},`);
  });

  it.each([
    ['because no service control policy allows the iam:CreateRole action', 'administrators of your AWS organization'],
    [
      'because no permissions boundary allows the iam:CreateRole action',
      'whoever set the permissions boundary of user/deploy',
    ],
    ['because no VPC endpoint policy allows the iam:CreateRole action', 'the owner of the VPC endpoint'],
    ['because no session policy allows the iam:CreateRole action', 'a policy of its own'],
    [
      'because no resource-based policy allows the iam:CreateRole action',
      'the owner of arn:aws:iam::111122223333:role/',
    ],
    ['with an explicit deny in an identity-based policy', 'remove the statement that denies'],
  ])('sends an operator to whoever can help: %s', (end, whom) => {
    expect(accessDeniedFix(parseAccessDenied(sentence(end), 'iam:CreateRole'))).toContain(whom);
  });
});

describe('missingStatement', () => {
  it('asks for the resource that AWS named, and nothing else', () => {
    const denied = parseAccessDenied(
      sentence('because no identity-based policy allows the iam:CreateRole action'),
      'iam:CreateRole',
    );
    expect(missingStatement(denied)).toEqual({ Effect: 'Allow', Action: 'iam:CreateRole', Resource: ROLE });
  });

  it.each(['service control', 'resource control', 'session', 'resource-based', 'VPC endpoint'])(
    'offers none where no %s policy allows it: a statement of the caller would not help',
    (kind) => {
      const end = `because no ${kind} policy allows the iam:CreateRole action`;
      expect(missingStatement(parseAccessDenied(sentence(end), 'iam:CreateRole'))).toBeUndefined();
    },
  );

  it('offers none where no permissions boundary allows it', () => {
    const end = 'because no permissions boundary allows the iam:CreateRole action';
    expect(missingStatement(parseAccessDenied(sentence(end), 'iam:CreateRole'))).toBeUndefined();
  });

  it('asks for every resource where an ARN would grant nothing', () => {
    const message = `User: ${USER} is not authorized to perform: iot:ListCertificateProviders on resource: arn:aws:iot:us-east-1:111122223333:*`;
    const denied = parseAccessDenied(message, 'iot:ListCertificateProviders');
    expect(missingStatement(denied)).toMatchObject({
      Action: 'iot:ListCertificateProviders',
      Resource: '*',
    });
  });

  it.each([
    ['iam:PutRolePolicy', 'role certprov-signer', 'arn:aws:iam::111122223333:role/certprov-signer'],
    [
      'iam:GetRole',
      'role my-role-x1',
      ['arn:aws:iam::111122223333:role/my-role-x1', 'arn:aws:iam::111122223333:role/*/my-role-x1'],
    ],
    [
      'secretsmanager:GetSecretValue',
      'certprov/my-signer',
      'arn:aws:secretsmanager:eu-west-1:111122223333:secret:certprov/my-signer-??????',
    ],
    ['lambda:GetFunction', 'something else', '*'],
    ['kms:CreateKey', '*', '*'],
  ])('makes what IAM accepts of what AWS names: %s on %s', (action, named, resource) => {
    for (const caller of [USER, SESSION]) {
      const message = `User: ${caller} is not authorized to perform: ${action} on resource: ${named} because no identity-based policy allows the ${action} action`;
      const denied = parseAccessDenied(message, action);
      expect(denied.policyType).toBe('identity-based');
      expect(missingStatement(denied, { region: 'eu-west-1' })).toEqual({
        Effect: 'Allow',
        Action: action,
        Resource: resource,
      });
    }
  });

  it('stays in the partition of the caller, and asks for all where the caller is not known', () => {
    const text = (who: string) => `${who} is not authorized to perform: iam:DeleteRole on resource: role r`;
    const inChina = text('User: arn:aws-cn:iam::111122223333:user/deploy');
    expect(missingStatement(parseAccessDenied(inChina, 'iam:DeleteRole'))).toMatchObject({
      Resource: 'arn:aws-cn:iam::111122223333:role/r',
    });
    expect(missingStatement(parseAccessDenied(text('Somebody'), 'iam:DeleteRole'))).toMatchObject({ Resource: '*' });
  });

  it('completes a name that certprov knows where AWS names nothing', () => {
    const denied = parseAccessDenied(
      `User: ${USER} is not authorized to perform: secretsmanager:DeleteSecret because no identity-based policy allows it`,
      'secretsmanager:DeleteSecret',
    );
    expect(missingStatement(denied, { resource: 'certprov/s', region: 'us-east-1' })).toMatchObject({
      Resource: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:certprov/s-??????',
    });
  });
});
