// A reference server for certprov's webhook; the contract is docs/webhook.md. No dependencies. README.md says how to run
// it, and how to put a CA of your own behind it.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { createServer } from 'node:https';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { issueWithOpenssl } from './issue-with-openssl.mjs';
import { Refusal } from './refusal.mjs';

const MAX_BODY_BYTES = 64 * 1024;
/** How far the clocks may be apart, and how long a signature is good. */
const WINDOW_MS = 5 * 60_000;
/** Long enough for the signer's second attempt; a device that comes back later wants another certificate. */
const REMEMBERED_MS = 10_000;

/**
 * `issue(csrPem, days, request)` returns the certificate in PEM, or throws a `Refusal`. `hmacKeys` are texts; more than
 * one while a key is being changed. `health()` throws when the CA could not issue now.
 */
export function webhookServer({
  tls,
  hmacKeys,
  issue,
  chainPem,
  health = async () => undefined,
  now = Date.now,
  log = console.error,
}) {
  const answers = new ExpiringMap(now);
  const used = new ExpiringMap(now);

  /** `GET` with x-certprov-health: `certprov status` asks whether anybody is there, without the key that signs. */
  const isHealthRequest = ({ method, url, headers }) =>
    method === 'GET' && url === '/sign' && headers['x-certprov-health'] === '1';

  async function respond(incoming) {
    if (!isHealthRequest(incoming)) return sign(incoming);
    try {
      await health();
    } catch {
      throw new Refusal(503, 'unavailable', 'the CA cannot issue now');
    }
    return { status: 'ok' };
  }

  async function sign(incoming) {
    if (incoming.method !== 'POST' || incoming.url !== '/sign') throw new Refusal(404, 'not_found', 'POST /sign only');
    const body = await readBody(incoming);
    // Before anything in the body is looked at.
    const signature = authenticate(incoming.headers, body, hmacKeys, now());
    const request = readRequest(body);
    const id = createHash('sha256').update(request.csrDer).digest('hex');
    if (incoming.headers['x-certprov-request-id'] !== id) {
      throw new Refusal(401, 'unauthorized', 'x-certprov-request-id is not the SHA-256 of the CSR');
    }
    // The same question, asked again because the answer was lost, or while it is being worked out: the same answer.
    const known = answers.get(id);
    if (known) return known;
    if (used.get(signature)) throw new Refusal(401, 'unauthorized', 'this request has been answered before');
    used.set(signature, true, 2 * WINDOW_MS);
    const answer = issue(request.csrPem, request.days, request).then((certificatePem) => ({
      certificatePem,
      chainPem,
    }));
    answers.set(id, answer, REMEMBERED_MS);
    try {
      return await answer;
    } catch (error) {
      // Whoever was refused may ask again, with the same words within the same second.
      answers.delete(id);
      used.delete(signature);
      throw error;
    }
  }

  return createServer({ minVersion: 'TLSv1.2', ...tls }, (incoming, outgoing) => {
    const send = (status, document) => {
      const body = JSON.stringify(document);
      outgoing.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      outgoing.end(body);
    };
    respond(incoming).then(
      (document) => send(200, document),
      (error) => {
        if (!(error instanceof Refusal)) log(error);
        const { status = 500, code = 'internal', retryable = true } = error instanceof Refusal ? error : {};
        const message = error instanceof Refusal ? error.message : 'the CA could not issue';
        send(status, { error: { code, message, retryable } });
      },
    );
  });
}

async function readBody(incoming) {
  const chunks = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new Refusal(413, 'too_large', `more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The signature, which nobody without the key can have made. */
function authenticate(headers, body, keys, now) {
  const timestamp = headers['x-certprov-timestamp'] ?? '';
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) > WINDOW_MS) {
    throw new Refusal(401, 'unauthorized', 'x-certprov-timestamp is missing or more than 5 minutes off');
  }
  const shown = Buffer.from(headers['x-certprov-signature'] ?? '');
  const isOurs = keys.some((key) => {
    const hex = createHmac('sha256', key).update(`${timestamp}.`).update(body).digest('hex');
    const expected = Buffer.from(`v1=${hex}`);
    return shown.length === expected.length && timingSafeEqual(shown, expected);
  });
  if (!isOurs) throw new Refusal(401, 'unauthorized', 'x-certprov-signature is missing or wrong');
  return shown.toString();
}

function readRequest(body) {
  let document;
  try {
    document = JSON.parse(body);
  } catch {
    throw new Refusal(422, 'bad_request', 'the body is not JSON');
  }
  const { version, certificateSigningRequest, requestedValidityDays, deadlineMs } = document ?? {};
  if (version !== 1) throw new Refusal(422, 'unsupported_version', 'this server knows version 1');
  if (!Number.isInteger(requestedValidityDays) || requestedValidityDays < 1 || requestedValidityDays > 99_999) {
    throw new Refusal(422, 'bad_request', 'requestedValidityDays is not a number of days');
  }
  const base64 = /^-----BEGIN CERTIFICATE REQUEST-----\n([A-Za-z0-9+/=\n]+)-----END CERTIFICATE REQUEST-----\n$/.exec(
    certificateSigningRequest,
  )?.[1];
  if (base64 === undefined) throw new Refusal(400, 'bad_csr', 'certificateSigningRequest is not a CSR in PEM');
  return {
    ...document,
    csrPem: certificateSigningRequest,
    csrDer: Buffer.from(base64, 'base64'),
    days: requestedValidityDays,
    deadlineMs: Number.isInteger(deadlineMs) && deadlineMs > 0 ? deadlineMs : 3_500,
  };
}

/** Forgets by itself, so that it does not grow with every device. */
class ExpiringMap {
  #entries = new Map();
  #now;

  constructor(now) {
    this.#now = now;
  }

  get(key) {
    const entry = this.#entries.get(key);
    return entry && entry.end > this.#now() ? entry.value : undefined;
  }

  set(key, value, ms) {
    // In the order of their ends, since all of one map last equally long.
    for (const [old, { end }] of this.#entries) {
      if (end > this.#now()) break;
      this.#entries.delete(old);
    }
    this.#entries.delete(key);
    this.#entries.set(key, { value, end: this.#now() + ms });
  }

  delete(key) {
    this.#entries.delete(key);
  }
}

const USAGE =
  'usage: CERTPROV_WEBHOOK_KEY=... node server.mjs --tls-cert FILE --tls-key FILE --ca-cert FILE --ca-key FILE [--host 127.0.0.1] [--port 8443]';

function main() {
  const file = { type: 'string' };
  const { values } = parseArgs({
    options: {
      'tls-cert': file,
      'tls-key': file,
      'ca-cert': file,
      'ca-key': file,
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '8443' },
    },
  });
  const paths = ['tls-cert', 'tls-key', 'ca-cert', 'ca-key'].map((name) => values[name]);
  // In the environment, because everybody on the machine can read a command line.
  const hmacKeys = [process.env.CERTPROV_WEBHOOK_KEY, process.env.CERTPROV_WEBHOOK_OLD_KEY].filter(Boolean);
  if (hmacKeys.length === 0 || paths.some((path) => path === undefined)) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const [tlsCertPath, tlsKeyPath, caCertPath, caKeyPath] = paths;
  const server = webhookServer({
    tls: { cert: readFileSync(tlsCertPath), key: readFileSync(tlsKeyPath) },
    hmacKeys,
    issue: issueWithOpenssl({ caCertPath, caKeyPath }),
    chainPem: readFileSync(caCertPath, 'utf8'),
  });
  server.listen(Number(values.port), values.host, () => {
    const { address, port } = server.address();
    console.log(`listening on https://${address}:${port}/sign`);
  });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) main();
