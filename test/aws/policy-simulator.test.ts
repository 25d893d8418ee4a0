import { describe, expect, it } from 'vitest';
import { type SeenRequest, startCannedServer, xml } from './canned-server.ts';
import { openCanned } from './open-canned.ts';

const THING = 'arn:aws:iot:us-east-1:111122223333:thing/a';
const INPUT = {
  principalArn: 'arn:aws:iam::111122223333:user/x',
  actions: ['iot:DeleteThing', 'iot:CreateThing'],
  resource: THING,
  context: { 'aws:RequestedRegion': 'us-east-1' },
};
const answer = (results: string, more = '<IsTruncated>false</IsTruncated>'): string =>
  `<R><SimulatePrincipalPolicyResult><EvaluationResults>${results}</EvaluationResults>${more}</SimulatePrincipalPolicyResult></R>`;
const member = (action: string, decision: string, more = ''): string =>
  `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${decision}</EvalDecision>${more}</member>`;

describe('simulate', () => {
  it('takes the decision for the resource, with what a condition lacks there', async () => {
    const own = `<ResourceSpecificResults><member><EvalResourceName>${THING}</EvalResourceName><EvalResourceDecision>implicitDeny</EvalResourceDecision><MissingContextValues><member>aws:SourceIp</member></MissingContextValues></member></ResourceSpecificResults>`;
    await using server = await startCannedServer(xml(200, answer(member('iot:DeleteThing', 'explicitDeny', own))));
    const aws = await openCanned(server);
    await expect(aws.reader.simulate(INPUT)).resolves.toEqual([
      {
        action: 'iot:DeleteThing',
        decision: 'implicitDeny',
        missingContext: ['aws:SourceIp'],
        allowedByOrganizations: undefined,
        allowedByBoundary: undefined,
        isByStatement: false,
      },
    ]);
  });

  it('takes what older answers say on top', async () => {
    const details =
      '<EvalResourceName>*</EvalResourceName><OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></OrganizationsDecisionDetail><PermissionsBoundaryDecisionDetail><AllowedByPermissionsBoundary>true</AllowedByPermissionsBoundary></PermissionsBoundaryDecisionDetail>';
    await using server = await startCannedServer(xml(200, answer(member('iot:DeleteThing', 'implicitDeny', details))));
    const aws = await openCanned(server);
    await expect(aws.reader.simulate(INPUT)).resolves.toMatchObject([
      { decision: 'implicitDeny', allowedByOrganizations: false, allowedByBoundary: true },
    ]);
  });

  it('asks page by page, with actions, resource and context', async () => {
    const forms: URLSearchParams[] = [];
    await using server = await startCannedServer((request: SeenRequest) => {
      const form = new URLSearchParams(request.body);
      forms.push(form);
      return form.has('Marker')
        ? xml(200, answer(member('iot:CreateThing', 'allowed')))
        : xml(200, answer(member('iot:DeleteThing', 'allowed'), '<IsTruncated>true</IsTruncated><Marker>m</Marker>'));
    });
    const aws = await openCanned(server);
    const simulated = await aws.reader.simulate(INPUT);
    expect(simulated.map(({ action }) => action)).toEqual(['iot:DeleteThing', 'iot:CreateThing']);
    expect(forms.map((form) => form.get('Marker'))).toEqual([null, 'm']);
    expect(Object.fromEntries(forms[0]!)).toMatchObject({
      PolicySourceArn: INPUT.principalArn,
      'ActionNames.member.2': 'iot:CreateThing',
      'ResourceArns.member.1': THING,
      'ContextEntries.member.1.ContextKeyName': 'aws:RequestedRegion',
      'ContextEntries.member.1.ContextKeyValues.member.1': 'us-east-1',
    });
  });
});
