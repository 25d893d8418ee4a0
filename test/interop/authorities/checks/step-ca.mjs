import { deepEqual, equal, match } from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { requestJson } from '../../support/request.mjs';
import { checkIssuing } from './check-issuing.mjs';

const MINUTES = 60;

export async function checkStepCa({ scenarios, server, requests, folder }) {
  const { provisioners, root, issuer } = server;
  const { byDefault, keepingSubject, keepingBytes, x5c } = provisioners;
  const check = (how, tokenOf, subject) => {
    const issue = async (request) => certificateOf(await ask(server, request.csr, tokenOf(request.commonName)));
    return checkIssuing({ scenarios, requests, folder }, { how: `step-ca, ${how},`, issue, root, issuer, subject });
  };
  const signed = (provisioner, commonName) => jwkToken(server, provisioner, commonName);
  await check('by its default template', (name) => signed(byDefault, name), 'changed');
  await check('by a template that keeps subjects', (name) => signed(keepingSubject, name), 'text');
  await check('by a template that keeps every byte', (name) => signed(keepingBytes, name), 'exact');
  await check('for the holder of an X5C certificate', (name) => x5cToken(server, x5c, name), 'text');

  await scenarios.run('step-ca refuses a CSR that was changed', async () => {
    const { tampered } = requests;
    const { status, body } = await ask(server, tampered.csr, signed(keepingSubject, tampered.commonName));
    equal(status, 400, JSON.stringify(body));
    match(body.message, /invalid/);
  });
  await scenarios.run('step-ca refuses a token of another key, for another name, and used before', async () => {
    const [device] = requests.good;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const forged = { ...keepingSubject, key: privateKey };
    const used = signed(keepingSubject, device.commonName);
    equal((await ask(server, device.csr, used)).status, 201);
    const tokens = [signed(forged, device.commonName), signed(keepingSubject, 'lathe-3'), used];
    const answers = [];
    for (const ott of tokens) answers.push((await ask(server, device.csr, ott)).status);
    deepEqual(answers, [401, 403, 401]);
  });
}

function ask({ url, root }, csr, ott) {
  return requestJson(`${url}/1.0/sign`, { body: { csr, ott }, ca: root });
}

function certificateOf({ status, body }) {
  equal(status, 201, JSON.stringify(body));
  return body.crt;
}

function jwkToken(server, { name, key, kid }, commonName) {
  return token({ kid }, key, claimsOf(server, name, commonName, '/1.0/sign'));
}

function x5cToken(server, { name, key, certificate }, commonName) {
  const x5c = [new X509Certificate(certificate).raw.toString('base64')];
  return token({ x5c }, key, claimsOf(server, name, commonName, `/1.0/sign#x5c/${name}`));
}

function claimsOf({ url, fingerprint }, issuer, commonName, path) {
  const now = Math.floor(Date.now() / 1000);
  const life = { iat: now, nbf: now - MINUTES, exp: now + 5 * MINUTES };
  const names = { iss: issuer, sub: commonName, sans: [commonName], aud: `${url}${path}` };
  return { ...names, ...life, jti: randomBytes(16).toString('hex'), sha: fingerprint };
}

function token(header, key, claims) {
  const encode = (content) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const content = `${encode({ alg: 'ES256', typ: 'JWT', ...header })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' });
  return `${content}.${signature.toString('base64url')}`;
}
