import { randomUUID } from 'node:crypto';
import { encodePem, readPemBlocks } from '../../csr/pem.ts';
import { AuthorityError } from '../authority-error.ts';
import type { AcmPcaConfig, CertificateAuthority } from '../authority.ts';
import { awsJsonClient, type AwsOutput, type SignerTools } from '../aws/aws-json-client.ts';
import { type Clock, systemClock } from '../clock.ts';
import { parseAcmPcaArn } from './acm-pca-arn.ts';
import { acmPcaSigningAlgorithm } from './acm-pca-signing-algorithm.ts';
import { acmPcaTemplateArn } from './acm-pca-template.ts';
import { authorityEnd } from './authority-end.ts';

const CHAIN_TIMEOUT_MS = 4_000;

/** Whoever waits for a certificate asks again anyway, at a pace of its own. */
const SERVICE = { service: 'acm-pca', targetPrefix: 'ACMPrivateCA', patient: ['GetCertificate'] } as const;

interface AcmPcaValidity {
  readonly Type: 'DAYS' | 'ABSOLUTE';
  readonly Value: number;
}

const DAY_MS = 86_400_000;
/** The CA counts the days by its own clock, and from when it gets to the request. */
const CLOCK_CUSHION_MS = 5 * 60_000;

/** A certificate must not outlive its CA, so the CA's end is the upper bound, as far as it is known. */
export function acmPcaValidity(now: number, validityDays: number, authorityNotAfter?: Date): AcmPcaValidity {
  if (!authorityNotAfter) return { Type: 'DAYS', Value: validityDays };
  const end = authorityNotAfter.getTime();
  if (end <= now) {
    throw new AuthorityError(
      'AUTHORITY_NOT_ACTIVE',
      `the certificate authority expired on ${authorityNotAfter.toISOString()}`,
    );
  }
  if (now + validityDays * DAY_MS + CLOCK_CUSHION_MS > end) return { Type: 'ABSOLUTE', Value: Math.floor(end / 1000) };
  return { Type: 'DAYS', Value: validityDays };
}

/** One look: the certificate, or `undefined` while it is being made. */
type Look = () => Promise<string | undefined>;

/** With less time than this a question is not worth asking: it would end as one that was not answered. */
const SHORTEST_LOOK_MS = 50;

/**
 * Looks again after 100 to 250 ms until the certificate is there. The pauses grow, so that at AWS IoT's own ten
 * registrations a second a CA that takes 1.4 s still stays within AWS Private CA's 75 GetCertificate a second.
 * A throttled look slows down and goes on: the certificate exists and is paid for.
 */
async function awaitCertificate(look: Look, what: string, deadline: number, clock: Clock): Promise<string> {
  let throttled: AuthorityError | undefined;
  for (let looks = 0, refusals = 0; ; looks++) {
    const pause = Math.min(100 + 50 * looks, 225) * 2 ** Math.min(refusals, 2) + Math.random() * 25;
    if (clock.now() + pause + SHORTEST_LOOK_MS > deadline) {
      throw throttled ?? new AuthorityError('AUTHORITY_TIMEOUT', `${what} was still in progress when the time was up`);
    }
    await clock.wait(pause);
    try {
      const certificatePem = await look();
      if (certificatePem !== undefined) return certificatePem;
      refusals = 0;
      throttled = undefined;
    } catch (error) {
      if (!(error instanceof AuthorityError) || error.code !== 'AUTHORITY_THROTTLED') throw error;
      refusals++;
      throttled = error;
    }
  }
}

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
  const TemplateArn = acmPcaTemplateArn(arn.partition, config.template);
  // The CA's own Region, which is the function's unless the CA is shared over Regions by hand.
  const send = awsJsonClient(SERVICE, arn, { env, clock });
  const ownCertificate = (deadline: number) =>
    send('GetCertificateAuthorityCertificate', { CertificateAuthorityArn }, deadline);
  const end = authorityEnd(ownCertificate, clock);

  /** AWS Private CA refuses a validity past its own end; then the end is read, and the request made once more. */
  async function request(pem: string, validityDays: number, deadline: number): Promise<AwsOutput> {
    const issue = {
      CertificateAuthorityArn,
      Csr: Buffer.from(pem).toString('base64'),
      SigningAlgorithm,
      TemplateArn,
    };
    // The token is the same for a repeated request, so that it is issued and billed once; never the same for two
    // invocations, because AWS IoT refuses a certificate that it knows already.
    const asked = acmPcaValidity(clock.now(), validityDays, end.known());
    try {
      return await send('IssueCertificate', { ...issue, Validity: asked, IdempotencyToken: randomUUID() }, deadline);
    } catch (error) {
      if (!(error instanceof AuthorityError)) throw error;
      const { code, message, awsCode = '' } = error;
      // What AWS does not say: a policy may let one template pass and not another.
      if (code === 'AUTHORITY_ACCESS_DENIED')
        throw new AuthorityError(code, `${message} (asked by the template ${config.template})`, { awsCode });
      // The code of a refused validity is documented nowhere; rights, rates, states and CSRs have codes of their own.
      if (code !== 'AUTHORITY_REFUSED') throw error;
      const notAfter = await end.read(deadline);
      const Validity = acmPcaValidity(clock.now(), validityDays, notAfter);
      if (!notAfter || (Validity.Type === asked.Type && Validity.Value === asked.Value)) throw error;
      return send('IssueCertificate', { ...issue, Validity, IdempotencyToken: randomUUID() }, deadline);
    }
  }

  return {
    kind: 'acm-pca',

    async caChainPem() {
      const output = await ownCertificate(clock.now() + CHAIN_TIMEOUT_MS);
      const chain = typeof output['CertificateChain'] === 'string' ? output['CertificateChain'] : '';
      const { blocks } = readPemBlocks(`${text(output, 'Certificate')}\n${chain}`);
      return blocks.map(({ label, der }) => encodePem(label, der));
    },

    async issueCertificate({ csr, validityDays, deadline }) {
      const started = clock.now();
      const CertificateArn = text(await request(csr.pem, validityDays, deadline), 'CertificateArn');
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
