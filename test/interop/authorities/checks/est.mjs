import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCsr, openssl } from '../../support/openssl.mjs';
import { request } from '../../support/request.mjs';
import { checkIssuing } from './check-issuing.mjs';

const P256 = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];

export async function checkEst({ scenarios, server, requests, folder }) {
  const { root, issuer, registration, stranger, username } = server;
  const certified = (how, credentials) => {
    const issue = async ({ csr }) => certificateOf(await enroll(server, csr, credentials));
    const expected = { root, issuer, subject: 'exact' };
    return checkIssuing({ scenarios, requests, folder }, { how: `est, ${how},`, issue, ...expected });
  };
  const [{ csr }] = requests.good;
  const withPassword = { auth: `${username}:${server.password}` };
  const withCertificate = ({ certificate, key }) => ({ cert: certificate, key });
  await certified('for a password', withPassword);
  await certified('for a registration certificate', withCertificate(registration));

  await scenarios.run('est hands out its CA certificates, the issuing one first', async () => {
    const answer = await request(`${server.url}/cacerts`, { ca: server.tlsRoot });
    equal(answer.status, 200);
    const certificates = await certificatesIn(answer.body);
    equal(certificates.map((pem) => pem.trim()).join('\n'), `${issuer}${root}`.trim());
  });
  await scenarios.run('est refuses a CSR that was changed', async () => {
    const { status, body } = await enroll(server, requests.tampered.csr, withPassword);
    equal(status, 400, body);
    match(body, /signature/);
  });
  await scenarios.run('est refuses who has no credentials, a wrong password or a strange certificate', async () => {
    for (const credentials of [{}, { auth: `${username}:wrong` }, withCertificate(stranger)]) {
      const { status, headers } = await enroll(server, csr, credentials);
      equal(status, 401);
      ok(headers['www-authenticate'].startsWith('Basic '));
    }
  });
  await scenarios.run('est, below its label for errors, defers, forbids and fails as the name asks for', async () => {
    const failing = { ...server, url: `${server.url}/triggererrors` };
    const answers = [];
    for (const kind of ['Deferred', 'Forbidden', 'Unknown']) {
      const [keyPath, csrPath] = [join(folder, `${kind}.key`), join(folder, `${kind}.csr`)];
      await makeCsr({ key: P256, keyPath, csrPath, subject: `/CN=Trigger Error ${kind}` });
      const { status, headers } = await enroll(failing, readFileSync(csrPath, 'utf8'), withPassword);
      answers.push([status, headers['retry-after']]);
    }
    deepEqual(answers, [
      [202, '600'],
      [403, undefined],
      [500, undefined],
    ]);
  });
  await scenarios.run('est without its gate ends the connection of a strange certificate', async () => {
    const open = { ...server, url: server.openUrl };
    equal((await enroll(open, csr, withCertificate(registration))).status, 200);
    await rejects(enroll(open, csr, withCertificate(stranger)));
  });
}

function enroll({ url, tlsRoot }, csr, credentials) {
  const headers = { 'content-type': 'application/pkcs10', 'content-transfer-encoding': 'base64' };
  const body = csr.replaceAll(/-----[^-]+-----|\n/g, '');
  return request(`${url}/simpleenroll`, { method: 'POST', headers, body, ca: tlsRoot, ...credentials });
}

async function certificateOf({ status, body }) {
  equal(status, 200, body);
  const [certificate] = await certificatesIn(body);
  return certificate;
}

async function certificatesIn(base64) {
  const pkcs7 = `-----BEGIN PKCS7-----\n${base64.replaceAll('\r', '').trim()}\n-----END PKCS7-----\n`;
  const text = await openssl(['pkcs7', '-print_certs'], pkcs7);
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g);
}
