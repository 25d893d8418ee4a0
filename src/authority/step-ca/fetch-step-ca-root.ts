import { createHash } from 'node:crypto';
import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { readPemBlocks } from '../../csr/pem.ts';
import { CertprovError, EXIT } from '../../errors.ts';
import { ProxiedAgent } from '../http/proxied-agent.ts';
import { parseObject } from '../http/parse-object.ts';

const TIMEOUT_MS = 10_000;
/** Far above a root certificate: whoever answers is not known yet. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * The root certificate of a step-ca, from the server itself. TLS is not verified for this one request, which sends
 * nothing: what comes back is taken only if it has the fingerprint that the operator named.
 * @see https://smallstep.com/docs/step-ca/certificate-authority-core-concepts/ (bootstrapping trust)
 */
export async function fetchStepCaRoot(
  url: string,
  fingerprint: string,
  signal = AbortSignal.timeout(TIMEOUT_MS),
): Promise<string> {
  const root = parseObject(await get(new URL(`${url}/root/${fingerprint}`), signal))?.['ca'];
  const block = typeof root === 'string' ? readPemBlocks(root).blocks[0] : undefined;
  const found = block && createHash('sha256').update(block.der).digest('hex');
  if (typeof root === 'string' && found === fingerprint) return root;
  throw new CertprovError(
    'AUTHORITY_UNTRUSTED',
    `${url} does not answer with a root of the fingerprint ${fingerprint}`,
    {
      fix: 'compare it with `step certificate fingerprint root_ca.crt` on the CA, or pass the root with --tls-roots',
      exitCode: EXIT.blocked,
    },
  );
}

function get(url: URL, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void =>
      reject(
        new CertprovError('AUTHORITY_UNREACHABLE', `${url.host} does not answer: ${cause.message}`, {
          fix: 'check the URL; if only the function can reach the CA, pass its root with --tls-roots',
          exitCode: EXIT.blocked,
          cause,
        }),
      );
    const outgoing = request(url, { agent: new ProxiedAgent({ rejectUnauthorized: false }), signal });
    outgoing.on('error', fail);
    outgoing.once('response', (incoming) => void readAnswer(incoming).then(resolve, fail));
    outgoing.end();
  });
}

async function readAnswer(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_ANSWER_BYTES) throw new Error(`its answer is longer than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
