import { describe, expect, it } from 'vitest';
import { type SeenRequest, startCannedServer, xml } from './canned-server.ts';
import { openCanned } from './open-canned.ts';

describe('iam', () => {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };

  it('decodes what IAM returns percent-encoded', async () => {
    const role = `<Role><RoleName>r</RoleName><Arn>arn:aws:iam::111122223333:role/r</Arn><AssumeRolePolicyDocument>${encodeURIComponent(JSON.stringify(trust))}</AssumeRolePolicyDocument><Tags><member><Key>certprov:run</Key><Value>1</Value></member></Tags></Role>`;
    await using server = await startCannedServer(
      xml(200, `<GetRoleResponse><GetRoleResult>${role}</GetRoleResult></GetRoleResponse>`),
    );
    const aws = await openCanned(server);
    await expect(aws.reader.describeRole('r')).resolves.toEqual({
      roleName: 'r',
      roleArn: 'arn:aws:iam::111122223333:role/r',
      trustPolicy: trust,
      tags: { 'certprov:run': '1' },
    });
  });

  it('lists inline and attached policies to the last page', async () => {
    await using server = await startCannedServer((request: SeenRequest) => {
      const form = new URLSearchParams(request.body);
      const last = form.get('Marker') === 'm';
      const truncated = last ? '<IsTruncated>false</IsTruncated>' : '<IsTruncated>true</IsTruncated><Marker>m</Marker>';
      return form.get('Action') === 'ListRolePolicies'
        ? xml(
            200,
            `<R><ListRolePoliciesResult><PolicyNames><member>p${last ? 2 : 1}</member></PolicyNames>${truncated}</ListRolePoliciesResult></R>`,
          )
        : xml(
            200,
            '<R><ListAttachedRolePoliciesResult><AttachedPolicies/><IsTruncated>false</IsTruncated></ListAttachedRolePoliciesResult></R>',
          );
    });
    const aws = await openCanned(server);
    await expect(aws.reader.listRolePolicies('r')).resolves.toEqual({ inline: ['p1', 'p2'], attached: [] });
  });
});
