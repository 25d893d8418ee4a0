import {
  CreateCertificateProviderCommand,
  DeleteCertificateProviderCommand,
  DescribeCertificateProviderCommand,
  IoTClient,
  ListCertificateProvidersCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UpdateCertificateProviderCommand,
  type CreateCertificateProviderCommandInput,
} from '@aws-sdk/client-iot';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { openIotAccount } from './iot-account.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:acme-iot-signer';
const TOKEN = '4f1c2c8e-0b5d-4a52-9f55-3f0a6f1f7d10';

let now = new Date();
const { account, iot, close } = await openIotAccount({ clock: { now: () => now } });
afterAll(close);
afterEach(async () => {
  const { certificateProviders } = await iot.send(new ListCertificateProvidersCommand({}));
  for (const { certificateProviderName } of certificateProviders ?? []) {
    await iot.send(new DeleteCertificateProviderCommand({ certificateProviderName }));
  }
});

const create = (name: string, more: Partial<CreateCertificateProviderCommandInput> = {}) =>
  iot.send(
    new CreateCertificateProviderCommand({
      certificateProviderName: name,
      lambdaFunctionArn: FUNCTION,
      accountDefaultForOperations: ['CreateCertificateFromCsr'],
      ...more,
    }),
  );
const describeProvider = (name: string) =>
  iot.send(new DescribeCertificateProviderCommand({ certificateProviderName: name }));

describe('the certificate provider', () => {
  it('is created, described with dates, listed, repointed and deleted', async () => {
    const name = 'acme,signer=1@x-y';
    const arn = `arn:aws:iot:us-east-1:000000000000:certificateprovider/${name}`;
    expect(await create(name, { tags: [{ Key: 'app', Value: 'certprov' }] })).toMatchObject({
      certificateProviderName: name,
      certificateProviderArn: arn,
    });
    const createdAt = now;
    expect(await describeProvider(name)).toMatchObject({
      certificateProviderArn: arn,
      lambdaFunctionArn: FUNCTION,
      accountDefaultForOperations: ['CreateCertificateFromCsr'],
      creationDate: createdAt,
      lastModifiedDate: createdAt,
    });
    expect((await iot.send(new ListTagsForResourceCommand({ resourceArn: arn }))).tags).toEqual([
      { Key: 'app', Value: 'certprov' },
    ]);
    const { certificateProviders } = await iot.send(new ListCertificateProvidersCommand({ ascendingOrder: true }));
    expect(certificateProviders).toEqual([{ certificateProviderName: name, certificateProviderArn: arn }]);

    now = new Date(now.getTime() + 60_000);
    await iot.send(
      new UpdateCertificateProviderCommand({ certificateProviderName: name, lambdaFunctionArn: `${FUNCTION}-2` }),
    );
    expect(await describeProvider(name)).toMatchObject({
      lambdaFunctionArn: `${FUNCTION}-2`,
      creationDate: createdAt,
      lastModifiedDate: now,
    });

    await iot.send(new DeleteCertificateProviderCommand({ certificateProviderName: name }));
    const gone = await failureOf(describeProvider(name));
    expect([gone.name, gone.$metadata?.httpStatusCode]).toEqual(['ResourceNotFoundException', 404]);
    expect((await failureOf(iot.send(new ListTagsForResourceCommand({ resourceArn: arn })))).name).toBe(
      'ResourceNotFoundException',
    );
  });

  it('can be tagged later, in the words that AWS IoT takes, and is not modified by it', async () => {
    const { certificateProviderArn: resourceArn } = await create('tagged', { tags: [{ Key: 'a', Value: '1' }] });
    const dates = async () => {
      const found = await iot.send(new DescribeCertificateProviderCommand({ certificateProviderName: 'tagged' }));
      return [found.creationDate, found.lastModifiedDate];
    };
    const before = await dates();
    const tag = (Key: string, Value: string) =>
      iot.send(new TagResourceCommand({ resourceArn, tags: [{ Key, Value }] }));
    await tag('a', 'proven at:2026-11-30T12:00:00.000Z by:user/operator');
    await tag('b', 'x'.repeat(256));
    const { tags } = await iot.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([
      { Key: 'a', Value: 'proven at:2026-11-30T12:00:00.000Z by:user/operator' },
      { Key: 'b', Value: 'x'.repeat(256) },
    ]);
    expect(await dates()).toEqual(before);
    for (const [key, value] of [
      ['b', 'x'.repeat(257)],
      ['b(c)', '1'],
      ['aws:b', '1'],
    ] as const)
      expect(await failureOf(tag(key, value))).toMatchObject({ name: 'InvalidRequestException' });
  });

  it('is the only one of the account and Region', async () => {
    await create('first');
    const error = await failureOf(create('second'));
    expect([error.name, error.$metadata?.httpStatusCode]).toEqual(['LimitExceededException', 410]);

    const elsewhere = new IoTClient({ ...account.client, region: 'eu-west-1' });
    const { certificateProviders } = await elsewhere.send(new ListCertificateProvidersCommand({}));
    expect(certificateProviders).toEqual([]);
  });

  it('is created once by a repeated request, and not taken over by another', async () => {
    await create('acme', { clientToken: TOKEN });
    expect(await create('acme', { clientToken: TOKEN })).toMatchObject({ certificateProviderName: 'acme' });
    const error = await failureOf(create('acme'));

    expect(error).toMatchObject({
      name: 'ResourceAlreadyExistsException',
      resourceId: 'acme',
      resourceArn: 'arn:aws:iot:us-east-1:000000000000:certificateprovider/acme',
    });
    expect(error.$metadata?.httpStatusCode).toBe(409);
  });

  it('is created whatever the function is: AWS documents no check', async () => {
    expect(await create('acme', { lambdaFunctionArn: `${FUNCTION}-that-is-not-there` })).toMatchObject({
      certificateProviderName: 'acme',
    });
  });

  it.each<[string, Partial<CreateCertificateProviderCommandInput>]>([
    ['a name with a dot', { certificateProviderName: 'a.b' }],
    ['a name of 129 characters', { certificateProviderName: 'a'.repeat(129) }],
    ['a short client token', { clientToken: 'short' }],
    [
      'an unknown operation',
      { accountDefaultForOperations: ['CREATE_CERTIFICATE_FROM_CSR' as 'CreateCertificateFromCsr'] },
    ],
    ['no operation', { accountDefaultForOperations: [] }],
    ['something that is no function', { lambdaFunctionArn: 'acme-iot-signer' }],
  ])('is not created with %s', async (_case, input) => {
    const error = await failureOf(create('acme', input));

    expect(error.name).toBe('InvalidRequestException');
    expect((await iot.send(new ListCertificateProvidersCommand({}))).certificateProviders).toEqual([]);
  });

  it('must be there to be updated or deleted', async () => {
    const certificateProviderName = 'nobody';
    const update = await failureOf(iot.send(new UpdateCertificateProviderCommand({ certificateProviderName })));
    const deletion = await failureOf(iot.send(new DeleteCertificateProviderCommand({ certificateProviderName })));

    expect([update.name, deletion.name]).toEqual(['ResourceNotFoundException', 'ResourceNotFoundException']);
  });
});
