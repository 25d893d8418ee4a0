import {
  AttachPolicyCommand,
  CreateCertificateFromCsrCommand,
  CreateProvisioningTemplateCommand,
  CreateThingGroupCommand,
  DescribeCertificateCommand,
  DescribeThingCommand,
  GetPolicyCommand,
  ListAttachedPoliciesCommand,
  ListThingGroupsForThingCommand,
  ListThingPrincipalsCommand,
  RegisterThingCommand,
} from '@aws-sdk/client-iot';
import { afterAll, describe, expect, it } from 'vitest';
import { jitpParameters } from '../../../src/sandbox/iot/provisioning/jitp-parameters.ts';
import { failureOf } from '../temporary-sandbox.ts';
import { openIotAccount } from './iot-account.ts';
import { csrOf, testCa } from './device-keys.ts';

const { account, iot, close } = await openIotAccount();
afterAll(close);
for (const thingGroupName of ['north', 'south']) await iot.send(new CreateThingGroupCommand({ thingGroupName }));

const ROLE = 'arn:aws:iam::000000000000:role/acme-provisioning-role';
const CERTIFICATE_ID = { Ref: 'AWS::IoT::Certificate::Id' };
const certificate = { Type: 'AWS::IoT::Certificate', Properties: { CertificateId: CERTIFICATE_ID, Status: 'Active' } };
const policy = { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'AcmeDevicePolicy' } };
const thing = (properties: object = {}, rest: object = {}): object => ({
  Type: 'AWS::IoT::Thing',
  Properties: { ThingName: { Ref: 'Name' }, ...properties },
  ...rest,
});
const PARAMETERS = { Name: { Type: 'String' }, 'AWS::IoT::Certificate::Id': { Type: 'String' } };
const template = (resources: object = {}, rest: object = {}): string =>
  JSON.stringify({ Parameters: PARAMETERS, Resources: { certificate, policy, thing: thing(), ...resources }, ...rest });

const newCertificate = async (): Promise<string> => {
  const certificateSigningRequest = await csrOf('dev');
  return (await iot.send(new CreateCertificateFromCsrCommand({ certificateSigningRequest }))).certificateId!;
};

async function register(templateBody: string, Name: string, more: Record<string, string> = {}) {
  const id = more['AWS::IoT::Certificate::Id'] ?? (await newCertificate());
  const parameters = { Name, 'AWS::IoT::Certificate::Id': id, ...more };
  return { id, ...(await iot.send(new RegisterThingCommand({ templateBody, parameters }))) };
}

const describeThing = (thingName: string) => iot.send(new DescribeThingCommand({ thingName }));
const groupsOf = async (thingName: string) =>
  (await iot.send(new ListThingGroupsForThingCommand({ thingName }))).thingGroups?.map(({ groupName }) => groupName);

describe('RegisterThing', () => {
  it('makes the thing, activates the certificate, and attaches the policy', async () => {
    const { id, resourceArns, certificatePem } = await register(
      template({ thing: thing({ AttributePayload: { site: 'A1' }, ThingGroups: ['north'] }) }),
      'dev-1',
    );
    const target = `arn:aws:iot:us-east-1:000000000000:cert/${id}`;

    expect(resourceArns).toEqual({
      certificate: target,
      policy: 'arn:aws:iot:us-east-1:000000000000:policy/AcmeDevicePolicy',
      thing: 'arn:aws:iot:us-east-1:000000000000:thing/dev-1',
    });
    expect(await describeThing('dev-1')).toMatchObject({ thingName: 'dev-1', attributes: { site: 'A1' } });
    expect(await groupsOf('dev-1')).toEqual(['north']);
    expect((await iot.send(new ListThingPrincipalsCommand({ thingName: 'dev-1' }))).principals).toEqual([target]);
    const described = await iot.send(new DescribeCertificateCommand({ certificateId: id }));
    expect(described.certificateDescription).toMatchObject({ status: 'ACTIVE', certificatePem });
    expect((await iot.send(new ListAttachedPoliciesCommand({ target }))).policies).toMatchObject([
      { policyName: 'AcmeDevicePolicy' },
    ]);
  });

  it.each<[string, object, Record<string, string>, string]>([
    ['Ref', { Ref: 'Name' }, {}, 'fn-0'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Name' }]] }, {}, 'a-fn-1'],
    ['Fn::Select', { 'Fn::Select': [1, ['x', { Ref: 'Name' }]] }, {}, 'fn-2'],
    ['Fn::Split', { 'Fn::Select': ['0', { 'Fn::Split': ['/', 'fn-3/b'] }] }, {}, 'fn-3'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Sites', { Ref: 'Site' }, 'prefix'] }, { Site: 'north' }, 'fn-4'],
    ['Fn::Sub', { 'Fn::Sub': 'sub-${Name}' }, {}, 'sub-fn-5'],
    ['Fn::Sub with values', { 'Fn::Sub': ['${x}-${Name}', { x: { Ref: 'Name' } }] }, {}, 'fn-6-fn-6'],
    ['a default', { Ref: 'Preset' }, {}, 'preset'],
  ])('carries out %s', async (_name, ThingName, parameters, expected) => {
    const body = template(
      { thing: thing({ ThingName }) },
      {
        Parameters: {
          ...PARAMETERS,
          Site: { Type: 'String', Default: 'x' },
          Preset: { Type: 'String', Default: 'preset' },
        },
        Mappings: { Sites: { north: { prefix: 'fn-4' } } },
      },
    );
    const name = /fn-\d/.exec(expected)?.[0] ?? 'unused';
    const { resourceArns } = await register(body, name, parameters);

    expect(resourceArns!['thing']).toBe(`arn:aws:iot:us-east-1:000000000000:thing/${expected}`);
  });

  it.each<[string, string, object]>([
    ['DO_NOTHING', 'DO_NOTHING', { attributes: { a: '1' }, groups: ['north'] }],
    ['REPLACE', 'REPLACE', { attributes: { b: '2' }, groups: ['south'] }],
    ['MERGE', 'MERGE', { attributes: { a: '1', b: '2' }, groups: ['north', 'south'] }],
  ])('does to an existing thing what OverrideSettings say: %s', async (_name, setting, expected) => {
    const name = `override-${setting}`;
    await register(template({ thing: thing({ AttributePayload: { a: '1' }, ThingGroups: ['north'] }) }), name);
    const settings = { AttributePayload: setting, ThingGroups: setting };
    const second = thing({ AttributePayload: { b: '2' }, ThingGroups: ['south'] }, { OverrideSettings: settings });
    await register(template({ thing: second }), name);

    expect({ attributes: (await describeThing(name)).attributes, groups: await groupsOf(name) }).toEqual(expected);
  });

  it('makes a policy of a document, once for all devices', async () => {
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'iot:Connect', Resource: 'arn:aws:iot:*:*:client/${iot:ClientId}' }],
    });
    const body = template({ policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument } } });
    const [first, second] = [await register(body, 'doc-1'), await register(body, 'doc-2')];

    expect(first.resourceArns!['policy']).toBe(second.resourceArns!['policy']);
    const policyName = first.resourceArns!['policy']!.split('/')[1]!;
    expect((await iot.send(new GetPolicyCommand({ policyName }))).policyDocument).toBe(PolicyDocument);
  });

  it('knows the certificate id without a declaration', async () => {
    const body = template({}, { Parameters: { Name: { Type: 'String' } } });
    await register(body, 'undeclared');

    expect(await describeThing('undeclared')).toMatchObject({ thingName: 'undeclared' });
  });

  it('signs a CSR that a template brings', async () => {
    const body = template(
      { certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateSigningRequest: { Ref: 'CSR' } } } },
      { Parameters: { Name: { Type: 'String' }, CSR: { Type: 'String' } } },
    );
    const parameters = { Name: 'by-csr', CSR: await csrOf('by-csr') };
    const { certificatePem } = await iot.send(new RegisterThingCommand({ templateBody: body, parameters }));

    expect(certificatePem).toContain('BEGIN CERTIFICATE');
    expect(await describeThing('by-csr')).toMatchObject({ thingName: 'by-csr' });
  });

  const asThing = (properties: object, rest: object = {}): string => template({ thing: thing(properties, rest) });
  const asCertificate = (Properties: object): string =>
    template({ certificate: { Type: 'AWS::IoT::Certificate', Properties } });
  it.each<[string, string, string, RegExp]>([
    [
      'a parameter that is missing',
      template({}, { Parameters: { ...PARAMETERS, Other: { Type: 'String' } } }),
      'InvalidRequestException',
      /^Cannot resolve reference value: Other$/,
    ],
    ['a reference to nothing', asThing({ ThingName: { Ref: 'Nobody' } }), 'InvalidRequestException', /Nobody/],
    ['a function that is none', asThing({ ThingName: { 'Fn::Upper': 'x' } }), 'InvalidRequestException', /Fn::Upper/],
    ['a thing group that is not there', asThing({ ThingGroups: ['west'] }), 'ResourceNotFoundException', /west/],
    [
      'a policy that is not there',
      template({ policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'None' } } }),
      'ResourceRegistrationFailureException',
      /^Policy default version not found$/,
    ],
    [
      'a policy by name and by document',
      template({ policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'a', PolicyDocument: '{}' } } }),
      'InvalidRequestException',
      /not both/,
    ],
    ['a resource of an unknown type', template({ x: { Type: 'AWS::IoT::Moon' } }), 'InvalidRequestException', /Moon/],
    [
      'a status that is none',
      asCertificate({ CertificateId: CERTIFICATE_ID, Status: 'Busy' }),
      'InvalidRequestException',
      /BUSY/,
    ],
    [
      'a certificate that is not there',
      asCertificate({ CertificateId: 'a'.repeat(64) }),
      'ResourceNotFoundException',
      /aaaa/,
    ],
    [
      'a configuration that is not flat',
      template({}, { DeviceConfiguration: { a: { b: 'c' } } }),
      'InvalidRequestException',
      /flat/,
    ],
    [
      'a thing that must be new',
      asThing({ AttributePayload: { a: '1' } }, { OverrideSettings: { AttributePayload: 'FAIL' } }),
      'ConflictingResourceUpdateException',
      /AttributePayload/,
    ],
    [
      'a thing that has other attributes',
      asThing({ AttributePayload: { colour: 'red' } }),
      'ResourceRegistrationFailureException',
      /^Existing AttributePayload: \{\} conflicts with AttributePayload: \{colour=red\} in Template\.$/,
    ],
    [
      'a thing of another type',
      asThing({ ThingTypeName: 'meter' }),
      'ResourceRegistrationFailureException',
      /^Existing ThingTypeName: null conflicts with ThingTypeName: meter in Template\.$/,
    ],
    [
      'a thing in other groups',
      asThing({ ThingGroups: ['north'] }),
      'ResourceRegistrationFailureException',
      /^Existing ThingGroups: \[\] conflicts with ThingGroups: \[north\] in Template\.$/,
    ],
    [
      'MERGE where nothing can be merged',
      asThing({}, { OverrideSettings: { ThingTypeName: 'MERGE' } }),
      'InvalidRequestException',
      /MERGE/,
    ],
    ['what is no JSON', '{', 'InvalidRequestException', /^The template body is invalid$/],
  ])('refuses %s and leaves nothing behind', async (_what, body, code, message) => {
    await register(template(), 'taken');
    const id = await newCertificate();
    const before = await account.snapshot();
    const failure = await failureOf(register(body, 'taken', { 'AWS::IoT::Certificate::Id': id }));

    expect(failure.name).toBe(code);
    expect(failure.message).toMatch(message);
    expect(await account.snapshot()).toEqual(before);
  });

  it('gives a certificate to one thing alone when the template says so', async () => {
    const exclusive = { CertificateId: CERTIFICATE_ID, ThingPrincipalType: 'EXCLUSIVE_THING' };
    const body = asCertificate(exclusive);
    const { id } = await register(body, 'alone-1');
    const failure = await failureOf(register(body, 'alone-2', { 'AWS::IoT::Certificate::Id': id }));

    expect(failure.name).toBe('InvalidRequestException');
    expect((await failureOf(describeThing('alone-2'))).name).toBe('ResourceNotFoundException');
  });
});

describe('CreateProvisioningTemplate', () => {
  it.each<[string, object]>([
    [
      'a CSR in a fleet template',
      { certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateSigningRequest: 'x' } } },
    ],
    ['a resource of an unknown type', { x: { Type: 'AWS::IoT::Moon' } }],
    ['a property of an unknown name', { thing: thing({ Colour: 'red' }) }],
  ])('refuses %s', async (_what, resources) => {
    const input = { templateName: 'bad', templateBody: template(resources), provisioningRoleArn: ROLE };

    expect((await failureOf(iot.send(new CreateProvisioningTemplateCommand(input)))).name).toBe(
      'InvalidRequestException',
    );
  });
});

describe('the parameters of just-in-time provisioning', () => {
  it('are the attributes of the subject', async () => {
    const ca = await testCa('maker');

    expect(jitpParameters({ id: 'x', pem: await ca.issue('dev-9') })).toEqual({
      'AWS::IoT::Certificate::Id': 'x',
      'AWS::IoT::Certificate::CommonName': 'dev-9',
      'AWS::IoT::Certificate::Organization': 'Acme',
    });
  });
});

it('takes the policies of a thing group for its own', async () => {
  const target = 'arn:aws:iot:us-east-1:000000000000:thinggroup/north';
  await iot.send(new AttachPolicyCommand({ policyName: 'AcmeDevicePolicy', target }));

  expect((await iot.send(new ListAttachedPoliciesCommand({ target }))).policies).toHaveLength(1);
});
