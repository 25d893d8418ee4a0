import { DeleteCertificateProviderCommand, DescribeCertificateCommand } from '@aws-sdk/client-iot';
import { DeleteFunctionCommand, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createProvider, permit } from './provider.ts';
import { createFunction, failures, issuerOf, openSigning, PROPAGATION_MS } from './signing.ts';
import { sha256 } from './test-device.ts';

describe('CreateCertificateFromCsr over MQTT', () => {
  it('is signed by AWS as long as there is no provider', async () => {
    await using opened = await openSigning();
    const { accepted, body } = await opened.ask();
    expect(accepted).toBe(true);
    expect(issuerOf(body)).toContain('Amazon Web Services');
    const { certificateDescription } = await opened.iot.send(
      new DescribeCertificateCommand({ certificateId: String(body['certificateId']) }),
    );
    expect(certificateDescription).toMatchObject({ status: 'PENDING_ACTIVATION', certificateMode: 'DEFAULT' });
    expect(await failures(opened.account)).toEqual({ calls: 1, failed: 0 });
    expect(opened.account.requests().at(-2)).toMatchObject({
      operation: 'CreateCertificateFromCsrMqtt',
      status: 200,
      mutating: true,
      caller: `arn:aws:iot:us-east-1:000000000000:cert/${opened.claim.certificateId}`,
    });
  });

  it('is signed by the provider when its creation has got around, and by AWS when its deletion has', async () => {
    await using opened = await openSigning();
    const { account, iot, pass } = opened;
    await permit(account, 'acme-iot-signer');
    await createProvider(account, 'acme-iot-signer');
    expect(issuerOf((await opened.ask()).body)).toContain('Amazon Web Services');

    pass(PROPAGATION_MS);
    const { body } = await opened.ask();
    expect(issuerOf(body)).not.toContain('Amazon');
    expect(new X509Certificate(String(body['certificatePem'])).subject).toBe('CN=SN-1');

    await iot.send(new DeleteCertificateProviderCommand({ certificateProviderName: 'ours' }));
    pass(PROPAGATION_MS - 1);
    expect(issuerOf((await opened.ask()).body)).not.toContain('Amazon');
    pass(1);
    expect(issuerOf((await opened.ask()).body)).toContain('Amazon Web Services');
    expect(await failures(account)).toEqual({ calls: 4, failed: 0 });
  });

  it.each(['the permission', 'the function'])('fails when %s goes with the provider and not after it', async (what) => {
    await using opened = await openSigning();
    const { account, iot, lambda, pass } = opened;
    await permit(account, 'acme-iot-signer');
    await createProvider(account, 'acme-iot-signer');
    pass(PROPAGATION_MS);
    await iot.send(new DeleteCertificateProviderCommand({ certificateProviderName: 'ours' }));
    const FunctionName = 'acme-iot-signer';
    if (what === 'the function') await lambda.send(new DeleteFunctionCommand({ FunctionName }));
    else await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: 'iot' }));
    expect((await opened.ask()).accepted).toBe(false);
    pass(PROPAGATION_MS);
    expect((await opened.ask()).accepted).toBe(true);
    expect(await failures(account)).toEqual({ calls: 2, failed: 1 });
  });

  it('sends the function what AWS documents, and nothing else', async () => {
    await using opened = await openSigning();
    await createFunction(
      opened.lambda,
      'teller',
      `import { createHash } from 'node:crypto';
       export const handler = async ({ certificateSigningRequest: csr, ...rest }) => {
         throw new Error(JSON.stringify({ csr: createHash('sha256').update(csr).digest('hex'), ...rest }));
       };`,
    );
    await permit(opened.account, 'teller');
    await createProvider(opened.account, 'teller');
    opened.pass(PROPAGATION_MS);
    const { accepted, body, csrPem } = await opened.ask();
    expect(accepted).toBe(false);
    const event = /Error: (\{.*\})$/.exec(String(body['errorMessage']))![1]!;
    expect(JSON.parse(event)).toEqual({
      csr: sha256(Buffer.from(csrPem)),
      principalId: opened.claim.certificateId,
      clientId: 'device-1',
    });
  });

  it.each([
    ['there is no permission', undefined],
    [
      'the permission is for another provider',
      { SourceArn: 'arn:aws:iot:us-east-1:000000000000:certificateprovider/x' },
    ],
    ['the permission is for another account', { SourceAccount: '111111111111' }],
  ])('is rejected when %s', async (_case, conditions) => {
    await using opened = await openSigning();
    if (conditions !== undefined) await permit(opened.account, 'acme-iot-signer', conditions);
    await createProvider(opened.account, 'acme-iot-signer');
    opened.pass(PROPAGATION_MS);
    const { accepted, body } = await opened.ask();
    expect(accepted).toBe(false);
    expect(body).toEqual({
      statusCode: 403,
      errorCode: 'AccessDenied',
      errorMessage: expect.stringContaining('does not let iot.amazonaws.com invoke it') as string,
    });
    expect(await failures(opened.account)).toEqual({ calls: 1, failed: 1 });
  });
});
