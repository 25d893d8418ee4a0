import { deepEqual, equal, match } from 'node:assert/strict';

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const PERMISSIONS = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['acm-pca:IssueCertificate'], Resource: '*' }],
};
const LOGGING = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
const ROLE = ['--role-name', 'interop-role'];
const POLICY = ['--policy-name', 'sign'];

export async function roles(aws, scenarios) {
  await scenarios.run('the caller is who the credentials say', async () => {
    const caller = await aws.call(['sts', 'get-caller-identity']);
    equal(caller.Account, '000000000000');
    match(caller.Arn, /^arn:aws:iam::000000000000:user\//);
  });

  await scenarios.run(
    'a role is made with policies and tags, read back, and deleted in the order that IAM asks for',
    async () => {
      const description = 'Prüfstand + Co. = 100 %';
      const trust = ['--assume-role-policy-document', JSON.stringify(TRUST), '--tags', 'Key=team,Value=iot + co'];
      const { Role } = await aws.call(['iam', 'create-role', ...ROLE, ...trust, '--description', description]);
      equal(Role.Arn, 'arn:aws:iam::000000000000:role/interop-role');
      equal((await aws.refusal(['iam', 'create-role', ...ROLE, ...trust])).code, 'EntityAlreadyExists');
      const document = ['--policy-document', JSON.stringify(PERMISSIONS)];
      await aws.call(['iam', 'put-role-policy', ...ROLE, ...POLICY, ...document]);
      await aws.call(['iam', 'attach-role-policy', ...ROLE, '--policy-arn', LOGGING]);

      const shown = (await aws.call(['iam', 'get-role', ...ROLE])).Role;
      deepEqual(shown.AssumeRolePolicyDocument, TRUST);
      equal(shown.Description, description);
      deepEqual(shown.Tags, [{ Key: 'team', Value: 'iot + co' }]);
      deepEqual((await aws.call(['iam', 'get-role-policy', ...ROLE, ...POLICY])).PolicyDocument, PERMISSIONS);
      deepEqual(await aws.call(['iam', 'list-role-policies', ...ROLE]), { PolicyNames: ['sign'] });
      const attached = await aws.call(['iam', 'list-attached-role-policies', ...ROLE]);
      deepEqual(attached.AttachedPolicies, [{ PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn: LOGGING }]);

      equal((await aws.refusal(['iam', 'delete-role', ...ROLE])).code, 'DeleteConflict');
      await aws.call(['iam', 'delete-role-policy', ...ROLE, ...POLICY]);
      await aws.call(['iam', 'detach-role-policy', ...ROLE, '--policy-arn', LOGGING]);
      await aws.call(['iam', 'delete-role', ...ROLE]);
      equal((await aws.refusal(['iam', 'get-role', ...ROLE])).code, 'NoSuchEntity');
    },
  );

  await scenarios.run('roles are listed, page by page too, and what one may do is simulated', async () => {
    const list = ['iam', 'list-roles', '--query', 'Roles[].RoleName'];
    const names = await aws.call(list);
    equal(names.length, 7);
    deepEqual(await aws.call([...list, '--page-size', '2']), names);
    const role = 'arn:aws:iam::000000000000:role/acme-iot-signer-role';
    const actions = ['--action-names', 'acm-pca:IssueCertificate', 'iot:DeleteCertificateProvider'];
    const simulate = ['iam', 'simulate-principal-policy', '--policy-source-arn', role, ...actions];
    const arns = ['--resource-arns', await aws.text(authorityArn)];
    const template = 'arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1';
    const context = ['ContextKeyName=acm-pca:TemplateArn', 'ContextKeyType=string', `ContextKeyValues=${template}`];
    const decisions = ['--query', 'EvaluationResults[].EvalDecision'];
    const withTemplate = [...simulate, ...arns, ...decisions, '--context-entries', context.join(',')];
    deepEqual(await aws.call(withTemplate), ['allowed', 'implicitDeny']);
    // The role may use one template only, and none is named here.
    deepEqual(await aws.call([...simulate, ...arns, ...decisions]), ['implicitDeny', 'implicitDeny']);
  });
}

const authorityArn = [
  'acm-pca',
  'list-certificate-authorities',
  '--query',
  "CertificateAuthorities[?CertificateAuthorityConfiguration.Subject.CommonName=='Acme Device CA P256'].Arn",
];
