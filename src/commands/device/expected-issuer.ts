import type { ReadingContext } from '../../context.ts';
import { CertprovError, isAccessDenied } from '../../errors.ts';
import type { IssuerCertificate } from '../../deployment/issuer-certificate.ts';
import { yellow } from '../../terminal/style.ts';
import { findTrialSubject } from '../dry-run/find-trial-subject.ts';

/** Who should sign CSRs now, as far as this caller may know. */
export interface ExpectedIssuer {
  /** Undefined: AWS signs, or nobody can tell. */
  readonly issuer: IssuerCertificate | undefined;
}

/** The CA behind the certificate provider. A caller who may not look is a device like any other, which does not know. */
export async function expectedIssuer(context: ReadingContext): Promise<ExpectedIssuer> {
  try {
    const [provider] = await context.reader.listCertificateProviders();
    if (!provider) return { issuer: undefined };
    const { issuer } = await findTrialSubject({}, context);
    return { issuer };
  } catch (error) {
    if (!isAccessDenied(error) && !isGone(error)) throw error;
    context.output.say(yellow(`! which CA should sign is not known: ${error.message}`));
    return { issuer: undefined };
  }
}

const isGone = (error: unknown): error is CertprovError =>
  error instanceof CertprovError && error.code === 'AWS_NOT_FOUND';
