import { buildCertificate } from '../../csr/build-certificate.ts';
import { parseCertificate } from '../../csr/certificate.ts';
import { parseCertificationRequest, type CertificationRequest } from '../../csr/certification-request.ts';
import { EXTENSION } from '../../csr/extensions.ts';
import { randomSerial } from '../../csr/tbs-certificate.ts';
import { CertprovError } from '../../errors.ts';
import { type Call, lookup } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { spkiOf } from '../stored-key.ts';
import { familyMatches, SIGNING_ALGORITHMS } from './algorithms.ts';
import { authorityCertificate } from './authority-certificate.ts';
import { invalidArgs, invalidState, malformedCsr, validationFailed } from './errors.ts';
import { type AuthorityInput, authorityKey, findAuthority, statusOf } from './find-authority.ts';
import type { CertificateAuthorityRecord } from './state.ts';
import { encodeSubject } from './subject-name.ts';
import { findTemplate, type Template } from './templates.ts';
import { endOfValidity, type Validity } from './validity.ts';

interface IssueCertificateInput extends AuthorityInput {
  /** Base64 of the PEM text. */
  readonly Csr: string;
  readonly SigningAlgorithm: string;
  readonly Validity: Validity;
  readonly ValidityNotBefore?: Validity;
  readonly TemplateArn?: string;
  readonly IdempotencyToken?: string;
}

const MAX_CSR_BYTES = 32_768;
const TOKEN_WINDOW_MS = 5 * 60_000;
const SHORT_LIVED_MS = 7 * 24 * 3600 * 1000;
const BACKDATE_MS = 60 * 60_000;

/** @see https://docs.aws.amazon.com/privateca/latest/APIReference/API_IssueCertificate.html */
export async function issueCertificate(input: IssueCertificateInput, call: Call): Promise<object> {
  const now = call.clock.now();
  const { authority, repeated } = await call.store.read((state) => ({
    authority: { ...findAuthority(state, input, call) },
    repeated: earlierRequest(state, input, call),
  }));
  if (repeated !== undefined) return { CertificateArn: repeated };
  const template = templateFor(input, authority, now);
  const signatureAlgorithm = signatureAlgorithmFor(input, authority);
  const csr = readCsr(input.Csr);
  const notBefore =
    input.ValidityNotBefore === undefined
      ? new Date(now.getTime() - BACKDATE_MS)
      : endOfValidity(input.ValidityNotBefore, now);
  const notAfter = endOfValidity(input.Validity, now);
  refuseValidity(authority, template, notAfter, now);

  const key = await authorityKey(authority.arn, call);
  const issuer = template.selfSigned
    ? undefined
    : parseCertificate((await authorityCertificate(input, call)).certificatePem);
  const serial = randomSerial();
  const { pem } = buildCertificate(
    {
      serial,
      issuer: issuer?.subject.der ?? encodeSubject(authority.subject),
      subject: csr.subject.der,
      spki: csr.publicKey.spkiDer,
      notBefore,
      notAfter,
      extensions: template.extensions(csr, issuer?.subjectKeyIdentifier ?? spkiOf(key)),
      signatureAlgorithm,
    },
    key,
  );
  const arn = `${authority.arn}/certificate/${serial.toString('hex')}`;
  const token = input.IdempotencyToken;
  return call.store.change((state) => {
    // Another process may have had the same request meanwhile.
    const earlier = earlierRequest(state, input, call);
    if (earlier !== undefined) return { CertificateArn: earlier };
    const { certificates, tokens } = regionOf(state, call.region).acmPca;
    if (token !== undefined) tokens[tokenKey(authority.arn, token)] = arn;
    certificates[arn] = {
      arn,
      authorityArn: authority.arn,
      issuedAt: now.toISOString(),
      readyAt: new Date(now.getTime() + call.settings.authorityMs).toISOString(),
      certificatePem: pem.trimEnd(),
    };
    return { CertificateArn: arn };
  });
}

/** Within five minutes a token stands for one certificate, whatever else the request says. */
function earlierRequest(state: AccountState, input: IssueCertificateInput, call: Call): string | undefined {
  const { IdempotencyToken, CertificateAuthorityArn } = input;
  if (IdempotencyToken === undefined) return undefined;
  const { certificates, tokens } = regionOf(state, call.region).acmPca;
  const arn = tokens[tokenKey(CertificateAuthorityArn, IdempotencyToken)];
  const issuedAt = arn === undefined ? undefined : certificates[arn]?.issuedAt;
  const isRepeat = issuedAt !== undefined && call.clock.now().getTime() - Date.parse(issuedAt) < TOKEN_WINDOW_MS;
  return isRepeat ? arn : undefined;
}

const tokenKey = (authorityArn: string, token: string): string => `${authorityArn} ${token}`;

function templateFor(input: IssueCertificateInput, authority: CertificateAuthorityRecord, now: Date): Template {
  const template = findTemplate(input.TemplateArn);
  if (template === undefined)
    throw invalidArgs(`The template ARN ${input.TemplateArn} is not one that the certprov sandbox knows`);
  const status = statusOf(authority, now);
  const isReady =
    status === 'ACTIVE' || (template.selfSigned && status === 'PENDING_CERTIFICATE' && authority.type === 'ROOT');
  if (!isReady) throw invalidState('The certificate authority is not in a valid state for issuing certificates');
  return template;
}

function signatureAlgorithmFor({ SigningAlgorithm }: IssueCertificateInput, authority: CertificateAuthorityRecord) {
  const algorithm = lookup(SIGNING_ALGORITHMS, SigningAlgorithm);
  if (algorithm === undefined)
    throw invalidArgs(`The certprov sandbox has no certificates signed by ${SigningAlgorithm}`);
  if (!familyMatches(SigningAlgorithm, authority.keyAlgorithm)) {
    throw invalidArgs(
      "The specified signing algorithm family (RSA or ECDSA) must match the algorithm family of the CA's secret key.",
    );
  }
  return algorithm;
}

function readCsr(base64: string): CertificationRequest {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > MAX_CSR_BYTES) throw malformedCsr('The certificate signing request is too large.');
  if (!bytes.includes('-----BEGIN')) throw malformedCsr('The certificate signing request must be in PEM format.');
  let csr: CertificationRequest;
  try {
    csr = parseCertificationRequest(bytes);
  } catch (error) {
    if (error instanceof CertprovError)
      throw malformedCsr(`The certificate signing request is invalid: ${error.message}`);
    throw error;
  }
  if (!['RSA', 'EC'].includes(csr.publicKey.algorithm)) {
    throw malformedCsr(`The certificate signing request has an unsupported key: ${csr.publicKey.description}`);
  }
  if (!csr.signatureValid) throw malformedCsr('The signature of the certificate signing request is invalid.');
  const hasNames = csr.requestedExtensions.some((extension) => extension.oid === EXTENSION.subjectAltName);
  if (csr.subject.isEmpty && !hasNames) {
    throw malformedCsr('The certificate signing request must have a subject or a subject alternative name.');
  }
  return csr;
}

function refuseValidity(authority: CertificateAuthorityRecord, template: Template, notAfter: Date, now: Date): void {
  if (notAfter <= now) throw validationFailed('The certificate validity specified must end in the future');
  if (template.selfSigned) return;
  if (authority.notAfter !== undefined && notAfter > new Date(authority.notAfter)) {
    throw validationFailed('The certificate validity specified exceeds the certificate authority validity');
  }
  const isTooLong = notAfter.getTime() - now.getTime() > SHORT_LIVED_MS;
  if (authority.usageMode === 'SHORT_LIVED_CERTIFICATE' && isTooLong) {
    throw validationFailed('A short-lived certificate authority issues certificates with a validity of 7 days at most');
  }
}
