import { unreadableText } from '../../csr/answer-pem.ts';
import { parseCertificate, type Certificate } from '../../csr/certificate.ts';
import type { CertificationRequest } from '../../csr/certification-request.ts';
import { samePublicKey } from '../../csr/compare.ts';
import { readPemBlocks } from '../../csr/pem.ts';
import { CertprovError } from '../../errors.ts';
import { newCertificate, type NewCertificate } from '../iot/amazon-signed.ts';
import type { EffectiveProvider } from '../iot/effective-provider.ts';
import { InvocationFailed, invokeAsService } from '../lambda/invoke-as-service.ts';
import type { DeviceCall } from './device-call.ts';
import { IOT_PRINCIPAL, rejection } from './mqtt-context.ts';

interface SigningRequest {
  readonly csr: CertificationRequest;
  /** As the device sent it. */
  readonly text: string;
  readonly request: DeviceCall;
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html */
const LIMIT_MS = 5000;

/** The certificate of the provider's function, judged as AWS IoT does. */
export async function askProvider(
  { arn, lambdaFunctionArn }: EffectiveProvider,
  { csr, text, request }: SigningRequest,
): Promise<NewCertificate> {
  const { principal, clientId, region, call, context } = request;
  try {
    const answer = await invokeAsService(
      {
        functionArn: lambdaFunctionArn,
        service: { principal: IOT_PRINCIPAL, sourceArn: arn, sourceAccount: call.account },
        region,
        event: { certificateSigningRequest: text, principalId: principal.certificateId, clientId },
        limitMs: LIMIT_MS,
      },
      context,
    );
    const certificate = strictly(pemOf(answer));
    const wrong = fault(certificate, csr, call.clock.now());
    if (wrong !== undefined) throw new InvocationFailed('answer', wrong);
    return newCertificate(certificate, call);
  } catch (error) {
    // The text is the sandbox's own, for whoever practises here: AWS documents neither code nor message.
    if (error instanceof InvocationFailed || error instanceof CertprovError)
      throw rejection(403, 'AccessDenied', `The certificate provider gave no certificate: ${error.message}`);
    throw error;
  }
}

function pemOf(answer: unknown): string {
  if (typeof answer === 'object' && answer !== null && 'certificatePem' in answer) {
    if (typeof answer.certificatePem === 'string') return answer.certificatePem;
  }
  throw new InvocationFailed('answer', 'the function must answer {"certificatePem": "…"}');
}

/** A device gets the text as it is, so AWS IoT is taken to read no more than the strictest of TLS libraries does. */
function strictly(pem: string): Certificate {
  const certificate = parseCertificate(pem);
  const why =
    unreadableText(pem) ?? (readPemBlocks(pem).textAround ? 'there is text around the certificate' : undefined);
  if (why !== undefined) throw new InvocationFailed('answer', `its text is not PEM that everybody reads: ${why}`);
  return certificate;
}

function fault(certificate: Certificate, csr: CertificationRequest, now: Date): string | undefined {
  if (!certificate.subject.der.equals(csr.subject.der)) return 'its subject is not that of the CSR';
  if (!samePublicKey(certificate.publicKey, csr.publicKey)) return 'its public key is not that of the CSR';
  return certificate.notBefore <= now && now <= certificate.notAfter ? undefined : 'it is not valid now';
}
