import { parseCertificateDer, type Certificate } from '../../csr/certificate.ts';
import { CertprovError } from '../../errors.ts';
import { certificateRecord } from '../iot/amazon-signed.ts';
import { provisionThing } from '../iot/provisioning/provision-thing.ts';
import { issuersOf, registerable, requireNew } from '../iot/registerable.ts';
import type { CaCertificateRecord, IotState } from '../iot/state.ts';
import { type Call, lookup, ServiceError } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import type { Peer } from './admit.ts';
import { isEndpointName } from './endpoint-names.ts';
import type { Messaging } from './messaging.ts';
import { callOfIot, type MqttContext } from './mqtt-context.ts';

/** What a CA's registration says is to be made of its certificates. */
interface Registration {
  readonly templateBody: string;
  readonly roleArn: string | undefined;
}

/**
 * The first connection with a certificate of a CA that registers its devices: the certificate gets to be known, and
 * what the CA's template says is made, or whoever listens is told. This connection is refused all the same.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/auto-register-device-cert.html
 */
export async function registerJustInTime(peer: Peer, messaging: Messaging, context: MqttContext): Promise<void> {
  const { account, log, clock } = context;
  const { servername, region } = peer;
  if (servername === undefined || !isEndpointName(servername, { account, region })) return;
  const call = callOfIot('RegisterCertificate', region, context);
  const found = await registeringCa(peer, call).catch(ignoreRefusal);
  if (found === undefined) return;
  const { ca, certificate, parsed } = found;
  const now = clock.now();
  await call.store.change((state) => {
    requireNew(state, certificate, call);
    const status = 'PENDING_ACTIVATION';
    const record = certificateRecord(certificate, { now, status, mode: ca.mode, caCertificateId: ca.id });
    regionOf(state, region).iot.certificates[certificate.id] = record;
  });
  const registration = await call.store.read((state) => registrationOf(ca, regionOf(state, region).iot));
  const failed = registration && (await provision(registration, parsed, certificate.id, call));
  log.append({
    time: now.toISOString(),
    service: 'iot',
    operation: registration === undefined ? 'JustInTimeRegistration' : 'JustInTimeProvisioning',
    region,
    caller: certificate.arn,
    status: failed?.status ?? 200,
    ...(failed === undefined ? {} : { errorCode: failed.code }),
  });
  if (registration !== undefined) return;
  const event = {
    certificateId: certificate.id,
    caCertificateId: ca.id,
    timestamp: now.getTime(),
    certificateStatus: 'PENDING_ACTIVATION',
    awsAccountId: account,
    // A text of milliseconds at a later connection, which finds the certificate registered and is not told of here.
    certificateRegistrationTimestamp: null,
    sourceIp: '127.0.0.1',
  };
  await messaging.announce(`$aws/events/certificates/registered/${ca.id}`, event, region);
}

async function registeringCa(peer: Peer, call: Call) {
  const pem = parseCertificateDer(peer.certificate).pem;
  const { certificate, parsed } = registerable(pem, call);
  const ca = await call.store.read((state) => {
    const issuer = issuersOf(parsed, state, call).find(({ status }) => status === 'ACTIVE');
    return issuer?.autoRegistrationStatus === 'ENABLE' ? { ...issuer } : undefined;
  });
  return ca && { ca, certificate, parsed };
}

/** A certificate that AWS IoT would not take is one that it does not know. */
function ignoreRefusal(error: unknown): undefined {
  if (error instanceof ServiceError || error instanceof CertprovError) return undefined;
  throw error;
}

function registrationOf({ registrationConfig }: CaCertificateRecord, iot: IotState): Registration | undefined {
  const { templateName, templateBody, roleArn } = registrationConfig ?? {};
  if (templateBody !== undefined) return { templateBody, roleArn };
  const template = lookup(iot.provisioningTemplates, templateName ?? '');
  if (template === undefined || template.type !== 'JITP' || !template.enabled) return undefined;
  return { templateBody: template.body, roleArn: template.provisioningRoleArn };
}

/** The refusal, if it is one: the certificate then stays as it is. */
async function provision(
  { templateBody, roleArn }: Registration,
  certificate: Certificate,
  certificateId: string,
  call: Call,
): Promise<ServiceError | undefined> {
  try {
    const parameters = subjectParameters(certificate);
    const role = roleArn === undefined ? {} : { roleArn };
    await provisionThing({ templateBody, parameters, certificateId, ...role }, call);
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

const PARAMETER_NAMES: Readonly<Record<string, string>> = {
  C: 'Country',
  O: 'Organization',
  OU: 'OrganizationalUnit',
  dnQualifier: 'DistinguishedNameQualifier',
  ST: 'StateName',
  CN: 'CommonName',
  serialNumber: 'SerialNumber',
};

const subjectParameters = ({ subject }: Certificate): Record<string, string> =>
  Object.fromEntries(
    subject.rdns.flat().flatMap(({ shortName, value }) => {
      const name = lookup(PARAMETER_NAMES, shortName);
      return name === undefined ? [] : [[`AWS::IoT::Certificate::${name}`, value]];
    }),
  );
