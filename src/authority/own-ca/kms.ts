import type { Certificate } from '../../csr/certificate.ts';
import { signingAlgorithmOf } from '../../csr/signing-algorithm-of-key.ts';
import type { CertificateAuthority, KmsConfig } from '../authority.ts';
import { awsJsonClient, type SignerTools } from '../aws/aws-json-client.ts';
import { systemClock } from '../clock.ts';
import { issueAsOwnCa } from './issue-as-own-ca.ts';
import { kmsSign } from './kms-sign.ts';

interface KmsKeyArn {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** A UUID, or `mrk-` and 32 hex digits for a key of several Regions. */
  readonly keyId: string;
}

/**
 * `undefined` when the text is not the ARN of a key itself: an alias can be pointed at another one.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
 */
export function parseKmsKeyArn(arn: string): KmsKeyArn | undefined {
  const parts =
    /^arn:(aws(?:-[a-z]+)*):kms:([a-z]{2,}(?:-[a-z]+)+-\d):(\d{12}):key\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|mrk-[\da-f]{32})$/.exec(
      arn,
    );
  if (!parts) return undefined;
  const [, partition = '', region = '', account = '', keyId = ''] = parts;
  return { partition, region, account, keyId };
}

/** Own CA whose key never leaves AWS KMS. Throws at once for settings that could never issue. */
export function kmsAuthority(
  { keyArn }: KmsConfig,
  issuer: Certificate,
  { env = process.env, clock = systemClock }: SignerTools = {},
): CertificateAuthority {
  const place = parseKmsKeyArn(keyArn);
  if (!place) throw new Error(`${keyArn} is not the ARN of a key of AWS KMS`);
  const signatureAlgorithm = signingAlgorithmOf(issuer.publicKey);
  if (!signatureAlgorithm) throw new Error(`AWS IoT does not accept signatures of ${issuer.publicKey.description}`);
  // The key's own Region: the function may be elsewhere.
  const send = awsJsonClient({ service: 'kms', targetPrefix: 'TrentService' }, place, { env, clock });

  return {
    kind: 'kms',

    caChainPem: async () => [issuer.pem],

    issueCertificate(request) {
      const sign = kmsSign(keyArn, signatureAlgorithm, async ({ Message, ...input }) => {
        const body = { ...input, Message: Buffer.from(Message).toString('base64') };
        const { Signature } = await send('Sign', body, request.deadline);
        return typeof Signature === 'string' ? Buffer.from(Signature, 'base64') : undefined;
      });
      return issueAsOwnCa({ issuer, signatureAlgorithm, sign, clock }, request);
    },
  };
}
