import { describe, expect, it } from 'vitest';
import { mayOnConnection, type ConnectionRequest } from '../../../src/sandbox/iot/connection-policy.ts';
import {
  accountWith,
  allow,
  arn,
  connect,
  deny,
  type Given,
  ID,
  PLACE,
  publish,
  subscribe,
} from './connection-account.ts';

const may = (given: Given, request: Partial<ConnectionRequest>): boolean =>
  mayOnConnection(
    accountWith(given),
    { certificateId: ID, clientId: 'dev-1', action: 'iot:Connect', resource: arn('client/dev-1'), ...request },
    PLACE,
  );

const dev1 = { name: 'dev-1' };
const THING = '${iot:Connection.Thing.ThingName}';

describe('what a certificate may do on its connection', () => {
  it.each<[string, boolean, Given, Partial<ConnectionRequest>]>([
    ['nothing without a policy that allows it', false, { statements: [allow('iot:Publish', '*')] }, connect()],
    ['what a policy allows', true, { statements: [allow('iot:Connect', arn('client/dev-1'))] }, connect()],
    [
      'nothing of a policy attached elsewhere',
      false,
      { statements: [allow('iot:*', '*')], target: arn('cert/other') },
      connect(),
    ],
    ['any action with iot:*', true, { statements: [allow('iot:*', '*')] }, publish('a/b')],
    ['what ? stands for', true, { statements: [allow('iot:Publish', arn('topic/a/?'))] }, publish('a/b')],
    ['no more than ? stands for', false, { statements: [allow('iot:Publish', arn('topic/a/?'))] }, publish('a/bc')],
    ['a level of topics with *', true, { statements: [allow('iot:Publish', arn('topic/a/*'))] }, publish('a/b/c')],
    [
      'nothing that is denied as well',
      false,
      { statements: [allow('iot:*', '*'), deny('iot:Publish', arn('topic/a/*'))] },
      publish('a/b'),
    ],
    [
      'what is not of the denied',
      true,
      { statements: [allow('iot:*', '*'), deny('iot:Publish', arn('topic/a/*'))] },
      publish('b'),
    ],
    ['no subscription by topic/ alone', false, { statements: [allow('iot:*', arn('topic/a/*'))] }, subscribe('a/b')],
    [
      'a subscription by topicfilter/',
      true,
      { statements: [allow('iot:Subscribe', arn('topicfilter/a/*'))] },
      subscribe('a/+'),
    ],
  ])('is %s', (_claim, expected, given, request) => {
    expect(may(given, request)).toBe(expected);
  });

  it.each<[string, boolean, Given, Partial<ConnectionRequest>]>([
    ['the client id', true, { statements: [allow('iot:Publish', arn('topic/${iot:ClientId}/x'))] }, publish('dev-1/x')],
    [
      'another client id',
      false,
      { statements: [allow('iot:Publish', arn('topic/${iot:ClientId}/x'))] },
      publish('dev-2/x'),
    ],
    [
      'a client id that is a wildcard, literally',
      false,
      { statements: [allow('iot:Publish', arn('topic/${iot:ClientId}/x'))] },
      { ...publish('dev-2/x'), clientId: '*' },
    ],
    [
      'the certificate id',
      true,
      { statements: [allow('iot:Publish', arn('topic/${iot:CertificateId}'))] },
      publish(ID),
    ],
    [
      'the common name',
      true,
      { statements: [allow('iot:Publish', arn('topic/${iot:Certificate.Subject.CommonName}'))] },
      publish('dev-1'),
    ],
    [
      'the organization',
      true,
      { statements: [allow('iot:Publish', arn('topic/${iot:Certificate.Subject.Organization}'))] },
      publish('Acme'),
    ],
    [
      'no country that the subject lacks',
      false,
      { statements: [allow('iot:Publish', arn('topic/${iot:Certificate.Subject.Country}'))] },
      publish(''),
    ],
    [
      'the thing that the client is named after',
      true,
      { statements: [allow('iot:Connect', arn(`client/${THING}`))], thing: dev1 },
      connect(),
    ],
    ['no thing when there is none', false, { statements: [allow('iot:Connect', arn(`client/${THING}`))] }, connect()],
    [
      'no thing of another name',
      false,
      { statements: [allow('iot:Publish', arn(`topic/${THING}`))], thing: { name: 'other' } },
      publish('other'),
    ],
    [
      'a thing of another name that has the certificate alone',
      true,
      { statements: [allow('iot:Publish', arn(`topic/${THING}`))], thing: { name: 'other', type: 'EXCLUSIVE_THING' } },
      publish('other'),
    ],
    [
      'an attribute of the thing',
      true,
      { statements: [allow('iot:Publish', arn('topic/${iot:Connection.Thing.Attributes[site]}'))], thing: dev1 },
      publish('north'),
    ],
    [
      'nothing in the older language',
      false,
      { version: '2008-10-17', statements: [allow('iot:Publish', arn('topic/${iot:ClientId}'))] },
      publish('dev-1'),
    ],
    [
      'nothing that AWS does not know',
      false,
      { statements: [allow('iot:Publish', arn('topic/${iot:Moon}'))] },
      publish('full'),
    ],
  ])('fills in %s', (_claim, expected, given, request) => {
    expect(may(given, request)).toBe(expected);
  });

  it.each<[string, boolean, Given]>([
    [
      'a thing attached',
      true,
      { statements: [allow('iot:*', '*', { Bool: { 'iot:Connection.Thing.IsAttached': ['true'] } })], thing: dev1 },
    ],
    [
      'a thing attached that is not',
      false,
      { statements: [allow('iot:*', '*', { Bool: { 'iot:Connection.Thing.IsAttached': ['true'] } })] },
    ],
    [
      'an attribute',
      true,
      {
        statements: [allow('iot:*', '*', { StringEquals: { 'iot:Connection.Thing.Attributes[site]': 'north' } })],
        thing: dev1,
      },
    ],
    [
      'another attribute',
      false,
      {
        statements: [allow('iot:*', '*', { StringNotEquals: { 'iot:Connection.Thing.Attributes[site]': 'north' } })],
        thing: dev1,
      },
    ],
    ['a pattern', true, { statements: [allow('iot:*', '*', { StringLike: { 'iot:ClientId': 'dev-*' } })] }],
    [
      'a variable',
      true,
      {
        statements: [
          allow('iot:*', '*', { StringEquals: { 'iot:ClientId': '${iot:Certificate.Subject.CommonName}' } }),
        ],
      },
    ],
    [
      'an operator that is not known',
      false,
      { statements: [allow('iot:*', '*', { MoonPhase: { 'iot:ClientId': 'dev-1' } })] },
    ],
    [
      'an unknown operator of a Deny',
      false,
      { statements: [allow('iot:*', '*'), deny('iot:*', '*', { MoonPhase: { 'iot:ClientId': 'x' } })] },
    ],
    [
      'a variable without value in a Deny',
      false,
      { statements: [allow('iot:*', '*'), deny('iot:*', arn(`client/${THING}`))] },
    ],
  ])('looks at %s', (_claim, expected, given) => {
    expect(may(given, connect())).toBe(expected);
  });

  it('includes the policies of the thing groups that its thing is in', () => {
    const given = { statements: [allow('iot:Connect', '*')], target: arn('thinggroup/sensors') };
    expect(may({ ...given, thing: { name: 'dev-1', groups: ['sensors'] } }, connect())).toBe(true);
    expect(may({ ...given, thing: dev1 }, connect())).toBe(false);
  });
});

describe("a trusted user's claim", () => {
  it.each<[string, boolean, Partial<ConnectionRequest>]>([
    ['connect as anybody', true, connect('anybody')],
    ['send a CSR', true, publish('$aws/certificates/create-from-csr/json')],
    ['wait for keys', true, subscribe('$aws/certificates/create/cbor/accepted')],
    ['register by its template', true, publish('$aws/provisioning-templates/mine/provision/json')],
    ['register by another template', false, publish('$aws/provisioning-templates/other/provision/json')],
    ['publish on topics of the account', false, publish('acme/data')],
    ['subscribe to everything', false, subscribe('#')],
  ])('may %s: %s', (_claim, expected, request) => {
    const asked = { claimTemplate: 'mine', clientId: 'c', action: 'iot:Connect', resource: '', ...request } as const;
    expect(mayOnConnection(accountWith({ statements: [] }), asked, PLACE)).toBe(expected);
  });
});
