import { randomUUID } from 'node:crypto';
import { encodePem, readPemBlocks } from '../../csr/pem.ts';
import { parseAcmPcaArn } from './acm-pca-arn.ts';
import { acmPcaSigningAlgorithm } from './acm-pca-signing-algorithm.ts';
import { acmPcaValidity } from '../acm-pca-validity.ts';
import { AuthorityError } from '../authority-error.ts';
import type { AcmPcaConfig, CertificateAuthority } from '../authority.ts';
import { awsJsonClient, type AwsOutput, type SignerTools } from '../aws/aws-json-client.ts';
import { awaitCertificate } from '../await-certificate.ts';
import { systemClock } from '../clock.ts';

/** For a client certificate: not a CA, digitalSignature and keyEncipherment, clientAuth; nothing else is copied from the CSR than subject and SAN. */
export const acmPcaTemplateArn = (partition: string): string =>
  `arn:${partition}:acm-pca:::template/EndEntityClientAuthCertificate/V1`;

const CHAIN_TIMEOUT_MS = 4_000;

/** Whoever waits for a certificate asks again anyway, at a pace of its own. */
const SERVICE = { service: 'acm-pca', targetPrefix: 'ACMPrivateCA', patient: ['GetCertificate'] } as const;

/**
 * AWS Private CA. Throws at once for settings that could never issue.
 * @see https://docs.aws.amazon.com/privateca/latest/APIReference/API_IssueCertificate.html
 */
export function acmPcaAuthority(
  config: AcmPcaConfig,
  { env = process.env, clock = systemClock }: SignerTools = {},
): CertificateAuthority {
  const CertificateAuthorityArn = config.certificateAuthorityArn;
  const arn = parseAcmPcaArn(CertificateAuthorityArn);
  if (!arn) throw new Error(`${CertificateAuthorityArn} is not the ARN of an AWS Private CA`);
  const SigningAlgorithm = acmPcaSigningAlgorithm(config.keyAlgorithm);
  if (!SigningAlgorithm) throw new Error(`AWS IoT does not accept signatures of a ${config.keyAlgorithm} key`);
  const notAfter = new Date(config.notAfter);
  // The CA's own Region, which is the function's unless the CA is shared over Regions by hand.
  const send = awsJsonClient(SERVICE, arn, { env, clock });

  return {
    kind: 'acm-pca',

    async caChainPem() {
      const output = await send(
        'GetCertificateAuthorityCertificate',
        { CertificateAuthorityArn },
        clock.now() + CHAIN_TIMEOUT_MS,
      );
      const chain = typeof output['CertificateChain'] === 'string' ? output['CertificateChain'] : '';
      const { blocks } = readPemBlocks(`${text(output, 'Certificate')}\n${chain}`);
      return blocks.map(({ label, der }) => encodePem(label, der));
    },

    async issueCertificate({ csr, validityDays, deadline }) {
      const started = clock.now();
      const issue = {
        CertificateAuthorityArn,
        Csr: Buffer.from(csr.pem).toString('base64'),
        SigningAlgorithm,
        TemplateArn: acmPcaTemplateArn(arn.partition),
        Validity: acmPcaValidity(started, validityDays, notAfter),
        // The same for a repeated request, so that it is issued and billed once; never the same for two invocations,
        // because AWS IoT refuses a certificate that it knows already.
        IdempotencyToken: randomUUID(),
      };
      const CertificateArn = text(await send('IssueCertificate', issue, deadline), 'CertificateArn');
      const look = async () => {
        try {
          const output = await send('GetCertificate', { CertificateAuthorityArn, CertificateArn }, deadline);
          return text(output, 'Certificate');
        } catch (error) {
          if (error instanceof AuthorityError && error.awsCode === 'RequestInProgressException') return undefined;
          throw error;
        }
      };
      const certificatePem = await awaitCertificate(look, CertificateArn, deadline, clock);
      return { certificatePem, authorityMs: clock.now() - started };
    },
  };
}

function text(output: AwsOutput, member: string): string {
  const value = output[member];
  if (typeof value === 'string' && value !== '') return value;
  throw new AuthorityError('AUTHORITY_ANSWER_INVALID', `the answer of AWS Private CA has no ${member}`);
}
