import { randomBytes } from 'node:crypto';
import { parseCertificate, type Certificate } from '../../csr/certificate.ts';
import { CertprovError } from '../../errors.ts';
import { type Call, lookup, ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { newCertificate } from './amazon-signed.ts';
import { findCaCertificate } from './ca-certificate.ts';
import { certificateState, invalidRequest, resourceAlreadyExists, resourceNotFound } from './errors.ts';
import { notIssuedBy } from './registerable.ts';
import { readTemplateBody } from './provisioning/template-body.ts';
import type { CaCertificateRecord } from './state.ts';
import { setTags, type Tag } from './tags.ts';

type RegistrationConfig = NonNullable<CaCertificateRecord['registrationConfig']>;

interface RegisterInput {
  readonly caCertificate: string;
  readonly verificationCertificate?: string;
  readonly certificateMode?: CaCertificateRecord['mode'];
  readonly setAsActive?: boolean;
  readonly allowAutoRegistration?: boolean;
  readonly registrationConfig?: RegistrationConfig;
  readonly tags?: readonly Tag[];
}

interface UpdateInput {
  readonly certificateId: string;
  readonly newStatus?: CaCertificateRecord['status'];
  readonly newAutoRegistrationStatus?: CaCertificateRecord['autoRegistrationStatus'];
  readonly registrationConfig?: RegistrationConfig;
  readonly removeAutoRegistration?: boolean;
}

const validation = (message: string): ServiceError => new ServiceError('CertificateValidationException', 400, message);

/** What the verification certificate must be named; the account keeps it. @see https://docs.aws.amazon.com/iot/latest/apireference/API_GetRegistrationCode.html */
export async function getRegistrationCode(_input: object, call: Call): Promise<object> {
  const made = randomBytes(32).toString('hex');
  const registrationCode = await call.store.change(
    (state) => (regionOf(state, call.region).iot.registrationCode ??= made),
  );
  return { registrationCode };
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCACertificate.html */
export async function registerCaCertificate(input: RegisterInput, call: Call): Promise<object> {
  const { certificateMode: mode = 'DEFAULT', verificationCertificate, registrationConfig } = input;
  const ca = readAuthority(input.caCertificate);
  const now = call.clock.now();
  if (!ca.isCa) throw validation('The CA certificate is not that of a CA (basicConstraints)');
  if (now < ca.notBefore || now > ca.notAfter) throw validation('The CA certificate is outside of its validity');
  const { id, pem, notBefore, notAfter } = newCertificate({ ...ca, pem: ca.pem }, call);
  const arn = `arn:aws:iot:${call.region}:${call.account}:cacert/${id}`;
  return call.store.change((state) => {
    const { caCertificates } = regionOf(state, call.region).iot;
    if (lookup(caCertificates, id))
      throw resourceAlreadyExists(`The certificate with id ${id} already exists.`, id, arn);
    checkVerification(state, { ca, mode, verificationCertificate }, call);
    checkConfig(state, registrationConfig, call);
    caCertificates[id] = {
      id,
      arn,
      pem,
      status: input.setAsActive === true ? 'ACTIVE' : 'INACTIVE',
      autoRegistrationStatus: input.allowAutoRegistration === true ? 'ENABLE' : 'DISABLE',
      mode,
      ...(registrationConfig === undefined ? {} : { registrationConfig: { ...registrationConfig } }),
      createdAt: now.toISOString(),
      notBefore,
      notAfter,
    };
    setTags(state, arn, input.tags, call);
    return { certificateArn: arn, certificateId: id };
  });
}

/** Who registers a CA for an account alone must have its key; who shares it need not. */
function checkVerification(
  state: AccountState,
  given: { ca: Certificate; mode: CaCertificateRecord['mode']; verificationCertificate: string | undefined },
  call: Call,
): void {
  const { ca, mode, verificationCertificate } = given;
  if (mode === 'SNI_ONLY') {
    if (verificationCertificate === undefined) return;
    throw invalidRequest('Cannot provide verification certificate for registering CA Certificates in SNI_ONLY mode');
  }
  if (verificationCertificate === undefined)
    throw invalidRequest('Need to provide verification certificate for registering CA Certificates in DEFAULT mode');
  const proof = readVerification(verificationCertificate);
  const refused = notIssuedBy(ca, proof);
  if (refused !== undefined) throw refused;
  const { registrationCode } = regionOf(state, call.region).iot;
  if (registrationCode === undefined || proof.subject.commonName !== registrationCode) {
    throw new ServiceError(
      'RegistrationCodeValidationException',
      400,
      'Registration code provided in the CN field of verification certificate is invalid.',
    );
  }
}

function checkConfig(state: AccountState, config: RegistrationConfig | undefined, call: Call): void {
  if (config === undefined) return;
  const { templateName, templateBody, roleArn } = config;
  if (templateName !== undefined) {
    if (templateBody !== undefined) throw invalidRequest('templateName and templateBody exclude each other');
    const template = lookup(regionOf(state, call.region).iot.provisioningTemplates, templateName);
    if (template === undefined) throw resourceNotFound(`Provisioning template ${templateName} was not found`);
    if (template.type !== 'JITP') throw invalidRequest(`The template ${templateName} is not of type JITP`);
  }
  if (templateBody === undefined) return;
  if (roleArn === undefined) throw invalidRequest('templateBody needs a roleArn');
  readTemplateBody(templateBody);
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateCACertificate.html */
export function updateCaCertificate(input: UpdateInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const ca = findCaCertificate(state, input, call);
    checkConfig(state, input.registrationConfig, call);
    if (input.newStatus !== undefined) ca.status = input.newStatus;
    if (input.newAutoRegistrationStatus !== undefined) ca.autoRegistrationStatus = input.newAutoRegistrationStatus;
    if (input.registrationConfig !== undefined) ca.registrationConfig = { ...input.registrationConfig };
    if (input.removeAutoRegistration === true) {
      ca.autoRegistrationStatus = 'DISABLE';
      delete ca.registrationConfig;
    }
    return {};
  });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteCACertificate.html */
export function deleteCaCertificate(input: { readonly certificateId: string }, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { id, arn, status } = findCaCertificate(state, input, call);
    if (status === 'ACTIVE')
      throw certificateState(`CA Certificate must be deactivated (not ACTIVE) before deletion. Id: ${id}`);
    const { caCertificates, tags } = regionOf(state, call.region).iot;
    delete caCertificates[id];
    delete tags[arn];
    return {};
  });
}

const readAuthority = (pem: string): Certificate =>
  parseOr(pem, (why) => validation(`The CA certificate is invalid: ${why}`));

const readVerification = (pem: string): Certificate =>
  parseOr(pem, () => invalidRequest('Contents of the Verification Certificate are not correct'));

function parseOr(pem: string, refusal: (why: string) => ServiceError): Certificate {
  try {
    return parseCertificate(pem);
  } catch (error) {
    if (error instanceof CertprovError) throw refusal(error.message);
    throw error;
  }
}
