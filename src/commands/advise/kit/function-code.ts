/** Upper case, so that none can be taken for a client that comes with a claim. */
const SERIAL_PATTERN = String.raw`/^[A-Z0-9][A-Z0-9-]{3,63}$/`;

/** Of the function that is written, not of certprov. */
const SDK = '@aws-sdk/client-iot';

const READ_LIST = `/** One serial number per line; lines that begin with # are comments. An empty list lets nobody in. */
const allowed = new Set(
  readFileSync(new URL('allowed-serials.txt', import.meta.url), 'utf8')
    .split(/\\r?\\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#')),
);`;

export const ALLOWED_SERIALS = `# Serial numbers that may be provisioned, one per line. Replace this list: as it stands, no device comes in.
`;

/**
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/pre-provisioning-hook.html
 */
export const HOOK_CODE = `// Pre-provisioning hook: AWS IoT asks it before it registers a device, and waits 5 seconds at most. It runs when the
// device has its certificate already, so it can look at event.certificatePem as well. It is not the function that signs.
import { readFileSync } from 'node:fs';

/** What a serial number of yours looks like; it becomes the name of the thing. */
const SERIAL_NUMBER = ${SERIAL_PATTERN};

${READ_LIST}

/** Why not, or undefined. */
function refusalOf({ templateArn, parameters }) {
  const serialNumber = parameters?.SerialNumber;
  if (templateArn !== process.env.TEMPLATE_ARN) return 'another template';
  if (typeof serialNumber !== 'string' || !SERIAL_NUMBER.test(serialNumber)) return 'not a serial number';
  if (!allowed.has(serialNumber)) return 'not on the list';
  // Here is the place to ask your own database, e.g. whether this serial number has come in before.
  return undefined;
}

export async function handler(event) {
  const refusal = refusalOf(event);
  console.log(
    JSON.stringify({
      allowed: refusal === undefined,
      refusal,
      serialNumber: String(event.parameters?.SerialNumber).slice(0, 64),
      clientId: String(event.clientId).slice(0, 128),
      claimCertificateId: event.claimCertificateId,
      certificateId: event.certificateId,
    }),
  );
  return { allowProvisioning: refusal === undefined };
}
`;

/**
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/auto-register-device-cert.html
 */
export const ACTIVATION_CODE = `// Lets a device in, or not: AWS IoT has registered its certificate (PENDING_ACTIVATION) and says so on the topic
// $aws/events/certificates/registered/<CA certificate id>. The device cannot connect until the certificate is ACTIVE.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
// Part of Lambda's Node.js runtime.
import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateThingCommand,
  DescribeCertificateCommand,
  IoTClient,
  ListThingPrincipalsCommand,
  UpdateCertificateCommand,
} from '${SDK}';

/** What a serial number of yours looks like: the certificate has it as its common name, and the thing as its name. */
const SERIAL_NUMBER = ${SERIAL_PATTERN};

${READ_LIST}

const iot = new IoTClient({});

/** Why not, or undefined. */
async function refusalOf(serialNumber, certificateArn) {
  if (typeof serialNumber !== 'string' || !SERIAL_NUMBER.test(serialNumber)) return 'not a serial number';
  if (!allowed.has(serialNumber)) return 'not on the list';
  const { principals = [] } = await iot
    .send(new ListThingPrincipalsCommand({ thingName: serialNumber }))
    .catch((error) => {
      if (error.name === 'ResourceNotFoundException') return {};
      throw error;
    });
  return principals.some((arn) => arn !== certificateArn) ? 'the thing has another certificate' : undefined;
}

/** Safe to run twice for one certificate: AWS runs a function again that has failed. */
export async function handler({ certificateId }) {
  const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
  const { certificateArn, certificatePem, status } = certificateDescription;
  const serialNumber = new X509Certificate(certificatePem).toLegacyObject().subject?.CN;
  const refusal = status === 'PENDING_ACTIVATION' ? await refusalOf(serialNumber, certificateArn) : \`it is \${status}\`;
  console.log(
    JSON.stringify({ allowed: refusal === undefined, refusal, serialNumber: String(serialNumber).slice(0, 64), certificateId }),
  );
  if (refusal !== undefined) {
    if (status === 'PENDING_ACTIVATION')
      await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
    return { allowed: false, refusal };
  }
  await iot.send(new CreateThingCommand({ thingName: serialNumber }));
  await iot.send(new AttachThingPrincipalCommand({ thingName: serialNumber, principal: certificateArn }));
  await iot.send(new AttachPolicyCommand({ policyName: process.env.DEVICE_POLICY, target: certificateArn }));
  await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'ACTIVE' }));
  return { allowed: true };
}
`;

/** Makes the input of a bulk registration from a folder of files named after serial numbers. */
export const listCode = (kind: 'csr' | 'certificate'): string => `// ${
  kind === 'csr'
    ? 'node make-things.mjs csrs > things.json: one line per file such as csrs/SN-0001.csr'
    : 'node make-things.mjs certificates ca.pem > things.json: one line per file such as certificates/SN-0001.pem'
}
import { readFileSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';

/** What a serial number of yours looks like; it becomes the name of the thing. */
const SERIAL_NUMBER = ${SERIAL_PATTERN};

const [folder${kind === 'csr' ? '' : ', caFile'}] = process.argv.slice(2);
${kind === 'csr' ? '' : "const CACertificatePem = readFileSync(caFile, 'utf8');\n"}for (const file of readdirSync(folder).sort()) {
  const { name: SerialNumber, ext } = parse(file);
  if (ext !== '${kind === 'csr' ? '.csr' : '.pem'}') continue;
  if (!SERIAL_NUMBER.test(SerialNumber)) throw new Error(\`\${file} is not named after a serial number\`);
  const ${kind === 'csr' ? 'CSR' : 'CertificatePem'} = readFileSync(join(folder, file), 'utf8');
  console.log(JSON.stringify({ SerialNumber, ${kind === 'csr' ? 'CSR' : 'CertificatePem, CACertificatePem'} }));
}
`;
