import {
  CreateProvisioningTemplateCommand,
  DeleteCACertificateCommand,
  DescribeCACertificateCommand,
  DescribeCertificateCommand,
  GetRegistrationCodeCommand,
  ListCACertificatesCommand,
  RegisterCACertificateCommand,
  RegisterCertificateCommand,
  RegisterCertificateWithoutCACommand,
  RegisterThingCommand,
  UpdateCACertificateCommand,
} from '@aws-sdk/client-iot';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { openIotAccount } from './iot-account.ts';
import { testCa, type TestCa } from './device-keys.ts';

const { iot, close } = await openIotAccount();
afterAll(close);

const code = async (): Promise<string> => (await iot.send(new GetRegistrationCodeCommand({}))).registrationCode!;
const verifiedBy = async (ca: TestCa) => ({
  caCertificate: ca.pem,
  verificationCertificate: await ca.issue(await code()),
});
const refused = async (call: Promise<unknown>): Promise<string> => (await failureOf(call)).name;

describe('a CA', () => {
  it('is registered by who has its key, changed, and deleted when it is inactive', async () => {
    const ca = await testCa('maker');
    const input = { ...(await verifiedBy(ca)), setAsActive: true, allowAutoRegistration: true };
    const registrationConfig = { templateName: 'acme-partner-devices' };
    const { certificateId, certificateArn } = await iot.send(
      new RegisterCACertificateCommand({ ...input, registrationConfig }),
    );
    const described = await iot.send(new DescribeCACertificateCommand({ certificateId }));

    expect(certificateArn).toBe(`arn:aws:iot:us-east-1:000000000000:cacert/${certificateId}`);
    expect(described).toMatchObject({
      certificateDescription: { status: 'ACTIVE', autoRegistrationStatus: 'ENABLE', certificateMode: 'DEFAULT' },
      registrationConfig,
    });
    const { templateName } = registrationConfig;
    expect((await iot.send(new ListCACertificatesCommand({ templateName }))).certificates).toHaveLength(1);
    expect(await refused(iot.send(new RegisterCACertificateCommand(input)))).toBe('ResourceAlreadyExistsException');
    expect(await refused(iot.send(new DeleteCACertificateCommand({ certificateId })))).toBe(
      'CertificateStateException',
    );

    const update = { certificateId, newStatus: 'INACTIVE', removeAutoRegistration: true } as const;
    await iot.send(new UpdateCACertificateCommand(update));
    const changed = await iot.send(new DescribeCACertificateCommand({ certificateId }));
    expect(changed.certificateDescription).toMatchObject({ status: 'INACTIVE', autoRegistrationStatus: 'DISABLE' });
    expect(changed.registrationConfig?.templateName).toBeUndefined();
    await iot.send(new DeleteCACertificateCommand({ certificateId }));
  });

  it('that accounts share needs no proof', async () => {
    const ca = await testCa('shared');
    const input = { caCertificate: ca.pem, certificateMode: 'SNI_ONLY' } as const;
    const { certificateId } = await iot.send(new RegisterCACertificateCommand(input));

    const described = await iot.send(new DescribeCACertificateCommand({ certificateId }));
    expect(described.certificateDescription).toMatchObject({ certificateMode: 'SNI_ONLY', status: 'INACTIVE' });
  });

  it.each<[string, (ca: TestCa) => Promise<object>, string]>([
    ['without proof', (ca) => Promise.resolve({ caCertificate: ca.pem }), 'InvalidRequestException'],
    [
      'with a proof of another name',
      async (ca) => ({ caCertificate: ca.pem, verificationCertificate: await ca.issue('x') }),
      'RegistrationCodeValidationException',
    ],
    [
      'with a proof of another key',
      async (ca) => ({
        caCertificate: ca.pem,
        verificationCertificate: await (await testCa('CA')).issue(await code()),
      }),
      'CertificateValidationException',
    ],
    [
      'with a proof where none may be',
      async (ca) => ({ ...(await verifiedBy(ca)), certificateMode: 'SNI_ONLY' }),
      'InvalidRequestException',
    ],
    [
      'that is no CA',
      async (ca) => ({
        caCertificate: await ca.issue('device'),
        verificationCertificate: await ca.issue(await code()),
      }),
      'CertificateValidationException',
    ],
    [
      'with a template that is not there',
      async (ca) => ({ ...(await verifiedBy(ca)), registrationConfig: { templateName: 'none' } }),
      'ResourceNotFoundException',
    ],
    [
      'with a template of another type',
      async (ca) => ({ ...(await verifiedBy(ca)), registrationConfig: { templateName: 'acme-sensors' } }),
      'InvalidRequestException',
    ],
  ])('is refused %s', async (_how, inputOf, expected) => {
    await code();
    const input = (await inputOf(await testCa('CA'))) as { caCertificate: string };

    expect(await refused(iot.send(new RegisterCACertificateCommand(input)))).toBe(expected);
  });
});

describe('a certificate that the caller brings', () => {
  it('is registered through its CA', async () => {
    const ca = await testCa('mine');
    const { certificateId: caCertificateId } = await iot.send(
      new RegisterCACertificateCommand({ ...(await verifiedBy(ca)), setAsActive: true }),
    );
    const certificatePem = await ca.issue('dev-1');
    const { certificateId } = await iot.send(new RegisterCertificateCommand({ certificatePem, status: 'ACTIVE' }));

    expect((await iot.send(new DescribeCertificateCommand({ certificateId }))).certificateDescription).toMatchObject({
      caCertificateId,
      status: 'ACTIVE',
      certificateMode: 'DEFAULT',
    });
    expect(await refused(iot.send(new RegisterCertificateCommand({ certificatePem })))).toBe(
      'ResourceAlreadyExistsException',
    );
    const expired = await ca.issue('dev-2', { validDays: -1 });
    expect(await refused(iot.send(new RegisterCertificateCommand({ certificatePem: expired })))).toBe(
      'CertificateValidationException',
    );
  });

  it('is registered without a CA, and its device must name the endpoint', async () => {
    const certificatePem = await (await testCa('unknown')).issue('dev-1');
    expect(await refused(iot.send(new RegisterCertificateCommand({ certificatePem })))).toBe(
      'CertificateValidationException',
    );
    const { certificateId } = await iot.send(new RegisterCertificateWithoutCACommand({ certificatePem }));

    const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
    expect(certificateDescription).toMatchObject({ status: 'INACTIVE', certificateMode: 'SNI_ONLY' });
  });

  it('comes with its CA in a template', async () => {
    const ca = await testCa('bulk');
    await iot.send(new RegisterCACertificateCommand({ ...(await verifiedBy(ca)), setAsActive: true }));
    const Properties = { CertificatePem: { Ref: 'Pem' }, CACertificatePem: { Ref: 'CaPem' } };
    const templateBody = JSON.stringify({
      Parameters: { Pem: { Type: 'String' }, CaPem: { Type: 'String' } },
      Resources: {
        certificate: { Type: 'AWS::IoT::Certificate', Properties },
        thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: 'brought' } },
      },
    });
    const parameters = { Pem: await ca.issue('dev-1'), CaPem: ca.pem };
    const { resourceArns } = await iot.send(new RegisterThingCommand({ templateBody, parameters }));

    const certificateId = resourceArns!['certificate']!.split('/')[1];
    const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
    expect(certificateDescription).toMatchObject({ status: 'ACTIVE' });
  });
});

it('has no hook for a template of certificates that devices bring', async () => {
  const input = {
    templateName: 'hooked',
    type: 'JITP',
    templateBody: '{}',
    provisioningRoleArn: 'arn:aws:iam::000000000000:role/acme-provisioning-role',
    preProvisioningHook: { targetArn: 'arn:aws:lambda:us-east-1:000000000000:function:hook' },
  } as const;

  expect(await refused(iot.send(new CreateProvisioningTemplateCommand(input)))).toBe('InvalidRequestException');
});
