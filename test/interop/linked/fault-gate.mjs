import { once } from 'node:events';
import { createServer, request } from 'node:https';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { issueCertificate } from '../support/issue-certificate.mjs';

/**
 * Stands before a real CA's server and spoils what it is told to: `hang`, `fail-once`, `pending`, or `replay`, which
 * answers with what the server said to somebody before. Questions that do not sign (`isSigning`) always pass.
 */
export async function openFaultGate(target, tlsRoot, isSigning) {
  const folder = mkdtempSync(join(tmpdir(), 'certprov-gate-'));
  const root = await issueCertificate({ folder, name: 'gate-root', profile: 'ca' });
  const tls = await issueCertificate({ folder, name: 'gate-tls', profile: 'server', issuer: root });
  const { origin, pathname } = new URL(target);
  const spoiling = { mode: 'pass', seen: 0, before: undefined };

  async function serve(call, answer) {
    const body = await buffer(call);
    const signs = isSigning(call);
    if (signs) spoiling.seen += 1;
    const { mode, seen } = spoiling;
    if (signs && mode === 'hang') return;
    if (signs && mode === 'fail-once' && seen === 1) {
      answer.writeHead(500).end('an accident');
      return;
    }
    if (signs && mode === 'pending') {
      answer.writeHead(202, { 'retry-after': '600' }).end('{}');
      return;
    }
    const said = signs && mode === 'replay' ? spoiling.before : await forward(call, body);
    if (signs) spoiling.before ??= said;
    answer.writeHead(said.status, said.headers).end(said.body);
  }

  async function forward({ method, url, headers }, body) {
    const onward = request(`${origin}${url}`, { method, headers, ca: tlsRoot });
    onward.end(body);
    const [response] = await once(onward, 'response');
    return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
  }

  const server = createServer({ key: tls.key, cert: tls.certificate }, (call, answer) => {
    serve(call, answer).catch(() => answer.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${server.address().port}${pathname === '/' ? '' : pathname}`,
    tlsRoot: root.certificate,
    spoil(mode) {
      spoiling.mode = mode;
      spoiling.seen = 0;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
