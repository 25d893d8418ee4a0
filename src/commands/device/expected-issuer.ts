import type { Context } from '../../context.ts';
import { CertprovError } from '../../errors.ts';
import type { IssuerCertificate } from '../../issuer-certificate.ts';
import { findTrialSubject } from '../../trial/find-trial-subject.ts';

/** Who should sign CSRs now, as far as this caller may know. */
export interface ExpectedIssuer {
  /** Undefined: AWS signs, or nobody can tell. */
  readonly issuer: IssuerCertificate | undefined;
}

/** The CA behind the certificate provider. A caller who may not look is a device like any other, which does not know. */
export async function expectedIssuer(context: Context): Promise<ExpectedIssuer> {
  try {
    const [provider] = await context.reader.listCertificateProviders();
    if (!provider) return { issuer: undefined };
    const { issuer } = await findTrialSubject({}, context);
    return { issuer };
  } catch (error) {
    if (error instanceof CertprovError && UNKNOWABLE.includes(error.code)) return { issuer: undefined };
    throw error;
  }
}

const UNKNOWABLE: readonly string[] = ['AWS_ACCESS_DENIED', 'AWS_NOT_FOUND'];
