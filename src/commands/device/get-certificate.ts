import { createPrivateKey, X509Certificate } from 'node:crypto';
import { judgeIssued } from '../../checks/trial/judge-issued.ts';
import type { TrialCheck } from '../../checks/trial/trial-check.ts';
import type { ChangingContext } from '../../context.ts';
import { parseCertificate, type Certificate } from '../../csr/certificate.ts';
import type { DeviceConnection, IssuedToDevice } from '../../device/connect-device.ts';
import { createKeyAndCsr } from '../../device/key-and-csr.ts';
import { CertprovError, EXIT } from '../../errors.ts';
import type { Output } from '../../terminal/output.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { yellow } from '../../terminal/style.ts';
import { table } from '../../terminal/table.ts';
import { expectedIssuer, type ExpectedIssuer } from './expected-issuer.ts';
import { holdHandshake } from '../dry-run/hold-handshake.ts';
import { provisionStep } from './provision-step.ts';
import type { ProvisionRequest } from './provision-request.ts';

/** What a device has in its hands before it is a thing. */
export interface DeviceCertificate extends IssuedToDevice {
  readonly privateKeyPem: string;
  readonly certificate: Certificate;
  readonly checks: readonly TrialCheck[];
}

type Got = Omit<DeviceCertificate, 'certificate' | 'checks'> & { readonly csrPem: string | undefined };

/** Then the line fits into 80 columns. */
const LONGEST_NAME = 40;
const AFTERMATH = 'nothing was registered; AWS IoT forgets within the hour what was made';

/** With a key of its own and a CSR, or with both of AWS's making; judged before anything is registered with it. */
export async function getCertificate(
  request: ProvisionRequest,
  device: DeviceConnection,
  context: ChangingContext,
): Promise<DeviceCertificate> {
  const { output } = context;
  const expected = request.ownKey ? await expectedIssuer(context) : undefined;
  return provisionStep('certificate', { output, aftermath: AFTERMATH }, async () => {
    // Over MQTT, where no client of the SDK counts.
    context.changes.leaves(request.ownKey ? 'CreateCertificateFromCsr' : 'CreateKeysAndCertificate');
    const { tookMs, ...got } = await ask(request, device);
    const judged = await judge(got, expected, context.now());
    const { csrPem: _, ...kept } = got;
    const { commonName, text } = judged.certificate.issuer;
    const signedBy = safeText(commonName ?? (text || 'nobody'), LONGEST_NAME);
    return {
      value: { ...kept, ...judged },
      told: `certificate  signed by ${signedBy} in ${tookMs} ms`,
    };
  }).then((issued) => {
    showNotes(issued.checks, output);
    return issued;
  });
}

/** The time is that of question and answer, without the making of the key. */
async function ask({ ownKey }: ProvisionRequest, device: DeviceConnection): Promise<Got & { readonly tookMs: number }> {
  const own = ownKey && (await createKeyAndCsr(ownKey.subject, ownKey.keyType));
  const start = performance.now();
  const issued = own
    ? { ...(await device.createCertificateFromCsr(own.csrPem)), ...own }
    : { ...(await device.createKeysAndCertificate()), csrPem: undefined };
  return { ...issued, tookMs: Math.round(performance.now() - start) };
}

/** Rules that need the certificate of the CA, which nobody knows for sure when AWS signs. */
const ABOUT_THE_CA: readonly string[] = ['ISSUED_BY_LINKED_CA', 'WITHIN_AUTHORITY', 'TLS_HANDSHAKE'];

async function judge(
  { csrPem, certificatePem, privateKeyPem }: Got,
  expected: ExpectedIssuer | undefined,
  now: Date,
): Promise<{ readonly certificate: Certificate; readonly checks: readonly TrialCheck[] }> {
  const certificate = parseCertificate(certificatePem);
  const privateKey = createPrivateKey(privateKeyPem);
  if (!new X509Certificate(certificate.der).checkPrivateKey(privateKey))
    throw bad('it is not for the key that it came with');
  if (csrPem === undefined) return { certificate, checks: [] };
  const issuer = expected?.issuer;
  const { checks } = judgeIssued({
    csrInput: Buffer.from(csrPem),
    certificatePem,
    issuerPem: issuer?.pem,
    issuerName: issuer?.displayName,
    handshake: await holdHandshake({ certificatePem, privateKey, issuerPem: issuer?.pem }),
    now,
  });
  const fitting = issuer ? checks : checks.filter(({ code }) => !ABOUT_THE_CA.includes(code));
  const [failed] = fitting.filter(({ passed }) => !passed);
  if (failed) throw bad(`${failed.title}: ${failed.summary}`, failed.fix, failed.code);
  return { certificate, checks: fitting };
}

const bad = (why: string, fix?: string, check?: string): CertprovError =>
  new CertprovError('DEVICE_CERTIFICATE_BAD', `the certificate does not pass: ${why}`, {
    fix: fix ?? 'look at who signs with `certprov status`; where a function does, dry-run tries it',
    exitCode: EXIT.blocked,
    details: { check },
  });

function showNotes(checks: readonly TrialCheck[], output: Output): void {
  const notes = checks.filter(({ severity }) => severity === 'note');
  if (notes.length === 0) return;
  const rows = notes.map(({ title, summary }) => [yellow('!'), title, safeText(summary)]);
  output.say(table(rows, { columns: output.columns, indent: '    ' }));
}
