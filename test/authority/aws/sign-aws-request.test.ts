import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { signAwsPost } from '../../../src/authority/aws/sign-aws-request.ts';

type SourceData = string | ArrayBuffer | ArrayBufferView;
const bytesOf = (data: SourceData): Buffer => {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
};

class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: SourceData) {
    this.#hash = secret ? createHmac('sha256', bytesOf(secret)) : createHash('sha256');
  }
  update(data: SourceData): void {
    this.#hash.update(bytesOf(data));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
  reset(): void {}
}

it("signs as the SDK's own signer does, for any credentials, host, body and time", async () => {
  const word = fc.stringMatching(/^[A-Za-z0-9+/=]{1,60}$/);
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        accessKeyId: word,
        secretAccessKey: word,
        sessionToken: fc.option(word, { nil: undefined }),
        host: fc.constantFrom('acm-pca.eu-west-1.amazonaws.com', '127.0.0.1:40123'),
        region: fc.constantFrom('us-east-1', 'cn-north-1'),
        body: fc.json(),
        date: fc.date({ min: new Date('2024-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }),
      }),
      async ({ accessKeyId, secretAccessKey, sessionToken, host, region, body, date }) => {
        const headers = {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'ACMPrivateCA.IssueCertificate',
        };
        const credentials = { accessKeyId, secretAccessKey, sessionToken };
        const ours = signAwsPost({
          host,
          headers,
          body: Buffer.from(body),
          service: 'acm-pca',
          region,
          credentials,
          date,
        });

        const reference = new SignatureV4({
          service: 'acm-pca',
          region,
          credentials:
            sessionToken === undefined
              ? { accessKeyId, secretAccessKey }
              : { accessKeyId, secretAccessKey, sessionToken },
          sha256: Sha256,
          applyChecksum: false,
        });
        const request = {
          method: 'POST',
          protocol: 'https:',
          hostname: host,
          path: '/',
          query: {},
          headers: { ...headers, host },
          body,
        };
        const signed = await reference.sign(request, { signingDate: date });
        expect(ours).toEqual(signed.headers);
      },
    ),
    { numRuns: 60 },
  );
});
