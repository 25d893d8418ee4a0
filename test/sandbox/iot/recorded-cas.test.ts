import {
  DeleteCACertificateCommand,
  DescribeCACertificateCommand,
  GetRegistrationCodeCommand,
  IoTClient,
  RegisterCACertificateCommand,
  RegisterCertificateCommand,
  UpdateCACertificateCommand,
} from '@aws-sdk/client-iot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { testCa, type TestCa } from './device-keys.ts';
import { answersAsRecorded, ID, INVALID, NOT_FOUND } from './recorded-refusal.ts';

let account: TemporaryAccount;
let iot: IoTClient;
let active: TestCa;
let inactive: TestCa;
let activeCaId: string;

beforeAll(async () => {
  account = await temporaryAccount();
  iot = new IoTClient(account.client);
  const { registrationCode } = await iot.send(new GetRegistrationCodeCommand({}));
  const register = async (ca: TestCa, setAsActive: boolean): Promise<string> => {
    const verificationCertificate = await ca.issue(registrationCode!);
    const input = { caCertificate: ca.pem, verificationCertificate, setAsActive };
    return (await iot.send(new RegisterCACertificateCommand(input))).certificateId!;
  };
  [active, inactive] = [await testCa('active'), await testCa('inactive')];
  activeCaId = await register(active, true);
  await register(inactive, false);
});
afterAll(() => account[Symbol.asyncDispose]());

describe('what ministack found AWS IoT to say of CAs and their certificates', () => {
  const STATE = ['CertificateStateException', 406] as const;
  const VALIDATION = ['CertificateValidationException', 400] as const;
  const registerCa = (input: object, ca = active) =>
    iot.send(new RegisterCACertificateCommand({ caCertificate: ca.pem, ...input }));
  const register = async (certificatePem: string, more: object = {}) =>
    iot.send(new RegisterCertificateCommand({ certificatePem, ...more }));
  const otherIssuer = 'The issuer of the certificate did not match the subject of the provided CA certificate.';
  const otherKey = 'The signature of the certificate failed verification against the provided CA certificate.';
  answersAsRecorded([
    [
      'describe a CA',
      () => iot.send(new DescribeCACertificateCommand({ certificateId: ID })),
      ...NOT_FOUND,
      'Requested CA Certificate does not exist.',
    ],
    [
      'delete one that is ACTIVE',
      () => iot.send(new DeleteCACertificateCommand({ certificateId: activeCaId })),
      ...STATE,
      () => `CA Certificate must be deactivated (not ACTIVE) before deletion. Id: ${activeCaId}`,
    ],
    [
      'register it again',
      () => registerCa({}),
      'ResourceAlreadyExistsException',
      409,
      () => `The certificate with id ${activeCaId} already exists.`,
    ],
    [
      'register without proof',
      async () => registerCa({}, await testCa('new')),
      ...INVALID,
      'Need to provide verification certificate for registering CA Certificates in DEFAULT mode',
    ],
    [
      'register with a proof where none may be',
      async () =>
        registerCa(
          { certificateMode: 'SNI_ONLY', verificationCertificate: await active.issue('x') },
          await testCa('new'),
        ),
      ...INVALID,
      'Cannot provide verification certificate for registering CA Certificates in SNI_ONLY mode',
    ],
    [
      'register with rubbish for a proof',
      async () => registerCa({ verificationCertificate: 'rubbish' }, await testCa('new')),
      ...INVALID,
      'Contents of the Verification Certificate are not correct',
    ],
    [
      'register with the proof of another CA',
      async () => registerCa({ verificationCertificate: await active.issue('x') }, await testCa('new')),
      ...VALIDATION,
      otherIssuer,
    ],
    [
      'register with the proof of another key',
      async () => registerCa({ verificationCertificate: await (await testCa('new')).issue('x') }, await testCa('new')),
      ...VALIDATION,
      otherKey,
    ],
    [
      'register with the proof for another account',
      async () => {
        const ca = await testCa('new');
        await registerCa({ verificationCertificate: await ca.issue('x') }, ca);
      },
      'RegistrationCodeValidationException',
      400,
      'Registration code provided in the CN field of verification certificate is invalid.',
    ],
    [
      'a certificate of a CA that is not active',
      async () => register(await inactive.issue('dev')),
      ...STATE,
      'The CA certificate is not active',
    ],
    [
      'a certificate of a CA that is not registered',
      async () => {
        const ca = await testCa('other');
        await register(await ca.issue('dev'), { caCertificatePem: ca.pem });
      },
      ...STATE,
      'No CA certificate exists for the given certificate',
    ],
    [
      'a certificate of another CA than is said',
      async () => register(await inactive.issue('dev'), { caCertificatePem: active.pem }),
      ...VALIDATION,
      otherIssuer,
    ],
    [
      'a certificate that waits for its activation',
      async () => register(await active.issue('dev'), { status: 'PENDING_ACTIVATION' }),
      ...STATE,
      'Not allowed to register certificate with PENDING_ACTIVATION status',
    ],
  ]);

  it('registers a certificate of a CA once it is active', async () => {
    const { certificateId } = await iot.send(
      new RegisterCACertificateCommand({
        caCertificate: (await testCa('sni')).pem,
        certificateMode: 'SNI_ONLY',
      }),
    );
    await iot.send(new UpdateCACertificateCommand({ certificateId, newStatus: 'ACTIVE' }));
    expect((await register(await active.issue('dev'))).certificateId).toMatch(/^[\da-f]{64}$/);
  });
});
