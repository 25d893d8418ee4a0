import type { KeyObject } from 'node:crypto';
import { opensslOutput, withFile } from '../../csr/openssl.ts';
import { awsError, startAcmPcaStandIn, type Answer, type ReceivedRequest } from '../acm-pca/acm-pca-stand-in.ts';

export const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Octets of the digest, by the algorithms that a key of each kind has in KMS. */
const DIGESTS: Readonly<Record<string, number>> = { 256: 32, 384: 48, 512: 64 };
const SPECS: Readonly<Record<string, RegExp>> = {
  rsa: /^RSASSA_(PKCS1_V1_5|PSS)_SHA_(256|384|512)$/,
  prime256v1: /^ECDSA_SHA_256$/,
  secp384r1: /^ECDSA_SHA_384$/,
  secp521r1: /^ECDSA_SHA_512$/,
};

/**
 * KMS's Sign with one key, as the API reference has it: the algorithm has to suit the key, the digest the algorithm, and
 * OpenSSL signs the digest as it came. Before that, the answers given are used up.
 */
export async function startKmsStandIn(privateKey: KeyObject, answers: readonly Answer[] = []) {
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const details = privateKey.asymmetricKeyDetails?.namedCurve ?? 'rsa';
  const sign = ({ input }: ReceivedRequest): Answer => {
    const algorithm = String(input['SigningAlgorithm']);
    const bits = algorithm.slice(-3);
    const digest = Buffer.from(String(input['Message']), 'base64');
    if (input['KeyId'] !== KEY_ARN)
      return awsError('NotFoundException', `Key '${String(input['KeyId'])}' does not exist`);
    if (!SPECS[details]?.test(algorithm)) {
      return awsError('InvalidKeyUsageException', `${algorithm} is not compatible with the key`);
    }
    if (input['MessageType'] !== 'DIGEST' || digest.length !== DIGESTS[bits]) {
      return awsError('ValidationException', `Digest is invalid length for algorithm ${algorithm}.`);
    }
    const Signature = withFile(pem, (path) =>
      opensslOutput(['pkeyutl', '-sign', '-inkey', path, '-pkeyopt', `digest:sha${bits}`], digest),
    );
    return {
      status: 200,
      body: { KeyId: KEY_ARN, SigningAlgorithm: algorithm, Signature: Signature.toString('base64') },
    };
  };
  return startAcmPcaStandIn({ 'TrentService.Sign': [...answers, sign] });
}

export const kmsEnvironment = (endpoint: string): NodeJS.ProcessEnv => ({
  AWS_REGION: 'eu-west-1',
  AWS_ENDPOINT_URL_KMS: endpoint,
  AWS_ACCESS_KEY_ID: 'ASIATESTTESTTESTTEST',
  AWS_SECRET_ACCESS_KEY: 'a-secret-that-no-log-may-hold',
  AWS_SESSION_TOKEN: 'a-session-token-that-no-log-may-hold',
});
