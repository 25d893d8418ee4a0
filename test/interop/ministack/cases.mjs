import {
  CreateCertificateFromCsrCommand,
  CreateProvisioningClaimCommand,
  DeleteProvisioningTemplateCommand,
  DescribeProvisioningTemplateCommand,
} from '@aws-sdk/client-iot';
import { BODY } from './fleet.mjs';

const change = (resource, properties) => ({
  ...BODY,
  Resources: {
    ...BODY.Resources,
    [resource]: {
      ...BODY.Resources[resource],
      Properties: { ...BODY.Resources[resource].Properties, ...properties },
    },
  },
});
const without = (resource) => {
  const { [resource]: _, ...rest } = BODY.Resources;
  return { ...BODY, Resources: rest };
};
const NAMED = { SerialNumber: 'SN-1' };

/**
 * What a device does and what AWS IoT answers. `template` is what its template has of its own, `payload` what it sends
 * in place of a token and its parameters, `before` what becomes of the account in between.
 */
export const DEVICE_CASES = [
  { name: 'a device registers', parameters: NAMED },
  {
    name: 'the template has a configuration for devices',
    parameters: { SerialNumber: 'SN-2' },
    template: { body: { ...BODY, DeviceConfiguration: { Name: { Ref: 'SerialNumber' } } } },
  },
  { name: 'no thing in the template', parameters: NAMED, template: { body: without('thing') } },
  { name: 'there is no such template', parameters: NAMED, template: null },
  { name: 'the template is disabled', parameters: NAMED, template: { enabled: false } },
  { name: 'the payload is not JSON', payload: () => '{' },
  { name: 'the payload is a list', payload: () => [] },
  { name: 'no ownership token', payload: () => ({ parameters: NAMED }) },
  { name: 'an empty ownership token', payload: () => ({ certificateOwnershipToken: '', parameters: NAMED }) },
  { name: 'an ownership token of nobody', payload: () => ({ certificateOwnershipToken: 'stale', parameters: NAMED }) },
  { name: 'the same ownership token again', twice: true, parameters: { SerialNumber: 'SN-3' } },
  { name: 'no parameters', payload: (certificateOwnershipToken) => ({ certificateOwnershipToken }) },
  {
    name: 'parameters that are a list',
    payload: (certificateOwnershipToken) => ({ certificateOwnershipToken, parameters: ['SN-1'] }),
  },
  { name: 'a parameter that is a number', parameters: { SerialNumber: 7 } },
  { name: 'a parameter that nobody declared', parameters: { SerialNumber: 'SN-4', Colour: 'red' } },
  {
    name: 'a policy that is not there',
    parameters: NAMED,
    template: { body: change('policy', { PolicyName: 'nowhere' }) },
  },
  {
    name: 'a type of thing that is not there',
    parameters: { SerialNumber: 'SN-5' },
    template: { body: change('thing', { ThingTypeName: 'nowhere' }) },
  },
  {
    name: 'a group of things that is not there',
    parameters: { SerialNumber: 'SN-6' },
    template: { body: change('thing', { ThingGroups: ['nowhere'] }) },
  },
  { name: 'a name that no thing may have', parameters: { SerialNumber: 'SN 7' } },
  {
    name: 'a thing that is there with other attributes',
    parameters: NAMED,
    template: { body: change('thing', { AttributePayload: { colour: 'red' } }) },
  },
  { name: 'the hook says yes', parameters: { SerialNumber: 'SN-8', Hook: 'yes' }, hooked: true },
  { name: 'the hook gives another name', parameters: { SerialNumber: 'SN-9', Hook: 'renames' }, hooked: true },
  ...[
    ['the hook says no', 'no'],
    ['the hook throws', 'throws'],
    ['the hook answers nothing', 'nothing'],
    ['the hook answers `{}`', 'empty'],
    ['the hook answers a text', 'text'],
    ['the hook answers `"true"` in quotes', 'yes in quotes'],
    ['the hook answers 1', 'yes as a number'],
    ['the hook overrides with a list', 'overrides that are no map'],
    ['the hook overrides with a map', 'an override that is a map'],
    ['the hook takes 5.5 seconds', '5.5 s'],
    ['the hook takes 7 seconds', '7 s'],
  ].map(([name, Hook]) => ({
    name,
    parameters: { SerialNumber: `SN-${Hook.replaceAll(/\W/g, '-')}`, Hook },
    hooked: true,
  })),
  {
    name: 'AWS IoT may no longer invoke the hook',
    parameters: NAMED,
    hooked: 'forbidden',
    before: (fleet) => fleet.forbid('forbidden'),
  },
  { name: 'the hook is gone', parameters: NAMED, hooked: 'gone', before: (fleet) => fleet.remove('gone') },
];

const ask = (command) => (fleet) => fleet.iot.send(command);
const make = (name, settings) => (fleet) =>
  fleet.makeTemplate(name, typeof settings === 'function' ? settings(fleet) : settings);

/** What an operator asks for, over HTTP. */
export const OPERATOR_CASES = [
  [
    'CreateCertificateFromCsr: text that is no CSR',
    ask(new CreateCertificateFromCsrCommand({ certificateSigningRequest: 'a CSR' })),
  ],
  ['CreateProvisioningTemplate: a body that is not JSON', make('t', { body: '{' })],
  ['CreateProvisioningTemplate: no certificate', make('t', { body: without('certificate') })],
  [
    'CreateProvisioningTemplate: a status that is none',
    make('t', { body: change('certificate', { Status: 'Broken' }) }),
  ],
  [
    'CreateProvisioningTemplate: a certificate without a reference',
    make('t', { body: change('certificate', { CertificateId: 'a' }) }),
  ],
  ['CreateProvisioningTemplate: a hook that AWS IoT may not invoke', make('t', ({ shut }) => ({ hook: shut }))],
  [
    'CreateProvisioningTemplate: a hook that is not there',
    make('t', ({ hook }) => ({ hook: hook.replace('fleet-hook', 'nowhere') })),
  ],
  [
    'CreateProvisioningTemplate: a hook of an unknown version',
    make('t', ({ hook }) => ({ preProvisioningHook: { targetArn: hook, payloadVersion: '2019-01-01' } })),
  ],
  [
    'CreateProvisioningTemplate: a hook for just-in-time provisioning',
    make('t', ({ hook }) => ({ hook, type: 'JITP' })),
  ],
  ['CreateProvisioningTemplate: a name with a blank', make('a b', {})],
  ['CreateProvisioningTemplate: a name that is taken', make('taken', {})],
  [
    'DescribeProvisioningTemplate: not there',
    ask(new DescribeProvisioningTemplateCommand({ templateName: 'nowhere' })),
  ],
  ['DeleteProvisioningTemplate: not there', ask(new DeleteProvisioningTemplateCommand({ templateName: 'nowhere' }))],
  ['CreateProvisioningClaim: not there', ask(new CreateProvisioningClaimCommand({ templateName: 'nowhere' }))],
];
