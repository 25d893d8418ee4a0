import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  type InvokeCommandOutput,
} from '@aws-sdk/client-lambda';
import {
  ACMPCAClient,
  GetCertificateAuthorityCertificateCommand,
  ListCertificateAuthoritiesCommand,
} from '@aws-sdk/client-acm-pca';
import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleCertificationRequest } from '../../../src/csr/build-certification-request.ts';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';

let account: TemporaryAccount;
let lambda: LambdaClient;
let authorityPem: string;
let csr: { csrPem: string; privateKey: KeyObject };

beforeAll(async () => {
  account = await temporaryAccount({ settings: { functionPendingMs: 0 } });
  lambda = new LambdaClient(account.client);
  csr = await sampleCertificationRequest('ec-p256', 'device-17');
  const pca = new ACMPCAClient(account.client);
  const { CertificateAuthorities } = await pca.send(new ListCertificateAuthoritiesCommand({}));
  const p256 = CertificateAuthorities?.find(
    (ca) => ca.CertificateAuthorityConfiguration?.Subject?.CommonName === 'Acme Device CA P256',
  );
  const { Certificate } = await pca.send(
    new GetCertificateAuthorityCertificateCommand({ CertificateAuthorityArn: p256?.Arn }),
  );
  authorityPem = Certificate!;
});
afterAll(() => account[Symbol.asyncDispose]());

interface Signing {
  readonly out: InvokeCommandOutput;
  readonly answer: { readonly certificatePem: string; readonly errorMessage?: string };
}

async function sign(name: string): Promise<Signing> {
  const event = { certificateSigningRequest: csr.csrPem, principalId: 'p', clientId: 'c' };
  const out = await lambda.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }));
  return {
    out,
    answer: JSON.parse(Buffer.from(out.Payload!).toString()),
  };
}

describe('the seeded functions, invoked as AWS IoT does', () => {
  it('acme-iot-signer signs the key of the device with the CA', async () => {
    const first = await sign('acme-iot-signer');
    expect(first.out.FunctionError).toBeUndefined();
    const certificate = new X509Certificate(first.answer.certificatePem);
    expect(certificate.subject).toBe('CN=device-17');
    expect(certificate.verify(new X509Certificate(authorityPem).publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(csr.privateKey)).toBe(true);
  });

  it('nightly-report fails on the event', async () => {
    const { out, answer } = await sign('nightly-report');

    expect(out.FunctionError).toBe('Unhandled');
    expect(answer).toMatchObject({ errorType: 'TypeError' });
  });

  it('slow-signer answers properly, but later than AWS IoT waits', async () => {
    const FunctionName = 'slow-signer';
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    expect(Number(Environment?.Variables?.['APPROVAL_SECONDS'])).toBeGreaterThan(5);

    const Variables = { ...Environment?.Variables, APPROVAL_SECONDS: '0' };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
    const { out, answer } = await sign(FunctionName);
    expect(out.FunctionError).toBeUndefined();
    expect(new X509Certificate(answer.certificatePem).checkPrivateKey(csr.privateKey)).toBe(true);
  });

  it('swapped-key-signer answers a proper certificate for another key', async () => {
    const { out, answer } = await sign('swapped-key-signer');

    expect(out.FunctionError).toBeUndefined();
    const certificate = new X509Certificate(answer.certificatePem);
    expect(certificate.subject).toBe('CN=device-17');
    expect(certificate.verify(new X509Certificate(authorityPem).publicKey)).toBe(true);
    expect(certificate.publicKey.equals(createPublicKey(csr.privateKey))).toBe(false);
  });

  it('legacy-signer is not run, and says so', async () => {
    const { out, answer } = await sign('legacy-signer');

    expect(out.FunctionError).toBe('Unhandled');
    expect(answer.errorMessage).toContain('does not run python3.12');
  });
});
