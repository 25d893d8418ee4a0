import {
  CreateProvisioningTemplateCommand,
  DeleteProvisioningTemplateCommand,
  DescribeProvisioningTemplateCommand,
  ListProvisioningTemplatesCommand,
  UpdateProvisioningTemplateCommand,
} from '@aws-sdk/client-iot';
import { afterAll, describe, expect, it } from 'vitest';
import { openIotAccount } from './iot-account.ts';
import { answersAsRecorded, ID, INVALID, NOT_FOUND } from './recorded-refusal.ts';
import { PROVISIONING_ROLE } from './smallest-body.ts';

const { iot, close } = await openIotAccount();
afterAll(close);

describe('what ministack found AWS IoT to say of templates', () => {
  const good = { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'inACTIVE' };
  const certificate = (Properties: object) => ({ Type: 'AWS::IoT::Certificate', Properties });
  const create = (Resources: object | string, templateName = 'mine') =>
    iot.send(
      new CreateProvisioningTemplateCommand({
        templateName,
        provisioningRoleArn: PROVISIONING_ROLE,
        description: 'ours',
        templateBody: typeof Resources === 'string' ? Resources : JSON.stringify({ Resources }),
      }),
    );
  const body = 'The template body is invalid';
  const status = `${body}: A certificate resource must specify a Status of either "Active" or "Inactive"`;
  const reference = `${body}: CertificateId must contain a reference to AWS::IoT::Certificate::Id`;
  answersAsRecorded([
    ['no JSON', () => create('{'), ...INVALID, body],
    ['no certificate', () => create({}), ...INVALID, `${body}: Template must have certificate resource.`],
    [
      'two certificates',
      () => create({ a: certificate(good), b: certificate(good) }),
      ...INVALID,
      `${body}: Only one certificate resource can be defined`,
    ],
    [
      'a resource without properties',
      () => create({ a: certificate(good), b: { Type: 'AWS::IoT::Thing' } }),
      ...INVALID,
      `${body}: Properties of a resource cannot be null.`,
    ],
    ['no status', () => create({ a: certificate({ CertificateId: good.CertificateId }) }), ...INVALID, status],
    ['a status by Ref', () => create({ a: certificate({ ...good, Status: { Ref: 'S' } }) }), ...INVALID, status],
    ['a status of its own', () => create({ a: certificate({ ...good, Status: 'Revoked' }) }), ...INVALID, status],
    ['a literal id', () => create({ a: certificate({ ...good, CertificateId: ID }) }), ...INVALID, reference],
    [
      'another reference',
      () => create({ a: certificate({ ...good, CertificateId: { Ref: 'Mine' } }) }),
      ...INVALID,
      reference,
    ],
    [
      'a role that AWS IoT cannot assume',
      () =>
        iot.send(
          new UpdateProvisioningTemplateCommand({
            templateName: 'acme-sensors',
            provisioningRoleArn: PROVISIONING_ROLE.replace('acme', 'nobody'),
          }),
        ),
      ...INVALID,
      'The provisioning role cannot be assumed by AWS IoT',
    ],
    [
      'another version',
      () => iot.send(new UpdateProvisioningTemplateCommand({ templateName: 'acme-sensors', defaultVersionId: 2 })),
      ...INVALID,
      'Unable to set version 2 as the default, version does not exist',
    ],
    [
      'describe one that is not there',
      () => iot.send(new DescribeProvisioningTemplateCommand({ templateName: 'nil' })),
      ...NOT_FOUND,
      'Unable to find template named nil',
    ],
    [
      'delete one that is not there',
      () => iot.send(new DeleteProvisioningTemplateCommand({ templateName: 'nil' })),
      ...NOT_FOUND,
      'Unable to delete template, template not found',
    ],
    [
      'make one again',
      async () => {
        await create({ a: certificate(good) }, 'twice');
        await create({ a: certificate(good) }, 'twice');
      },
      'ResourceAlreadyExistsException',
      409,
      'Template with name twice already exists',
    ],
  ]);

  it('lists them without their descriptions', async () => {
    const { templates = [] } = await iot.send(new ListProvisioningTemplatesCommand({}));
    expect(templates.map(({ templateName }) => templateName)).toContain('acme-sensors');
    expect(templates.filter((template) => 'description' in template)).toEqual([]);
  });
});
