import { execFile } from 'node:child_process';
import { randomBytes, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Refusal } from './refusal.mjs';

const EXTENSIONS = fileURLToPath(new URL('device.cnf', import.meta.url));
const DAY_MS = 86_400_000;

/**
 * Issues with the `openssl` program, whose `x509 -req` keeps the subject of a CSR byte for byte. Nothing that was sent is
 * ever an argument but the number of days: the CSR goes in by standard input.
 */
export function issueWithOpenssl({ caCertPath, caKeyPath }) {
  const caEnd = Date.parse(new X509Certificate(readFileSync(caCertPath)).validTo);

  return async function issue(csrPem, days, { deadlineMs }) {
    const run = (args) => openssl(args, csrPem, deadlineMs);
    // The proof that whoever asks has the private key.
    const proof = await run(['req', '-verify', '-noout']);
    if (proof.failed || /verify failure/i.test(proof.stderr)) {
      throw new Refusal(400, 'bad_csr', 'the CSR is malformed, or not signed by its own key');
    }
    // A certificate must not outlive its CA.
    const daysLeft = Math.floor((caEnd - Date.now()) / DAY_MS);
    if (daysLeft < 1) throw new Refusal(500, 'ca_expired', 'the CA ends within a day');
    const serial = `0x01${randomBytes(15).toString('hex')}`;
    const ca = ['-CA', caCertPath, '-CAkey', caKeyPath, '-set_serial', serial, '-sha256', '-extfile', EXTENSIONS];
    const issued = await run(['x509', '-req', ...ca, '-days', String(Math.min(days, daysLeft))]);
    if (issued.failed) throw new Error(`openssl x509 failed: ${issued.stderr}`);
    return issued.stdout;
  };
}

function openssl(args, input, timeout) {
  return new Promise((resolve) => {
    const child = execFile('openssl', args, { timeout, killSignal: 'SIGKILL' }, (error, stdout, stderr) =>
      resolve({ failed: error !== null, stdout, stderr }),
    );
    // A program that has seen enough closes its input.
    child.stdin.on('error', () => undefined).end(input);
  });
}
