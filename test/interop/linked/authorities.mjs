import { once } from 'node:events';
import { randomBytes, createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueWithOpenssl } from '../../../examples/webhook-server/issue-with-openssl.mjs';
import { webhookServer } from '../../../examples/webhook-server/server.mjs';
import { startCfssl } from '../authorities/cfssl.mjs';
import { startEst } from '../authorities/est.mjs';
import { startOpenBao } from '../authorities/openbao.mjs';
import { startStepCa } from '../authorities/step-ca.mjs';
import { issueCertificate } from '../support/issue-certificate.mjs';
import { requestJson } from '../support/request.mjs';

/**
 * What `certprov init` is told of each CA. `links` are set-ups of one server: `flags`, `files` that the flags name,
 * credentials that are wrong (`stranger`), and the finding that stops `init` where one does (`stopsAt`).
 */
export const SERVERS = [
  { name: 'EST', start: startEst, links: estLinks },
  { name: 'step-ca', start: startStepCa, links: stepCaLinks },
  { name: 'OpenBao', start: startOpenBao, links: vaultLinks },
  { name: 'webhook, cfssl behind it', start: startCfsslWebhook, links: webhookLinks },
  { name: 'webhook, openssl behind it', start: startOpensslWebhook, links: webhookLinks },
];

function estLinks({ url, tlsRoot, issuer, registration, stranger, username, password }) {
  const flags = ['--ca-kind', 'est', '--ca-url', url, '--tls-roots', 'roots.pem', '--ca-credentials', 'ca.json'];
  const identityOf = ({ certificate, key }) => ({ identity: { certificate, privateKey: key } });
  const files = { 'roots.pem': tlsRoot };
  return [
    {
      title: 'EST, password',
      gate: { url, tlsRoot, isSigning: (call) => call.url.endsWith('/simpleenroll') },
      flags,
      files,
      issuer,
      credentials: { basic: { username, password } },
      stranger: { basic: { username, password: 'wrong' } },
    },
    {
      title: 'EST, RA certificate',
      flags,
      files,
      issuer,
      credentials: identityOf(registration),
      stranger: identityOf(stranger),
    },
  ];
}

function stepCaLinks({ url, fingerprint, issuer, provisioners }) {
  const { byDefault, keepingSubject, keepingBytes, x5c } = provisioners;
  const flagsFor = ({ name }) => [
    '--ca-kind',
    'step-ca',
    '--ca-url',
    url,
    '--root-fingerprint',
    fingerprint,
    '--provisioner',
    name,
    '--ca-credentials',
    'ca.json',
  ];
  const jwkOf = ({ key, kid }) => ({ jwk: { ...createPrivateKey(key).export({ format: 'jwk' }), kid } });
  const link = (title, provisioner, more = {}) => ({
    title: `step-ca, ${title}`,
    flags: flagsFor(provisioner),
    files: {},
    issuer,
    credentials: jwkOf(provisioner),
    stranger: jwkOf({ ...provisioner, key: byDefault === provisioner ? keepingBytes.key : byDefault.key }),
    ...more,
  });
  return [
    link('default template', byDefault, { stopsAt: 'AUTHORITY_CHANGES_SUBJECT', rewritesSubject: true }),
    link('template with subject', keepingSubject, { rewritesSubject: true }),
    link('template with rawSubject', keepingBytes),
    {
      ...link('X5C, template with subject', { ...keepingSubject, name: x5c.name }),
      rewritesSubject: true,
      credentials: { x5c: { certificate: x5c.certificate, privateKey: x5c.key } },
      stranger: undefined,
    },
  ];
}

function vaultLinks({ address, tlsRoot, namespaced, ...top }) {
  const link = (title, { mount, role, roleId, secretId, issuer, namespace }) => ({
    title: `OpenBao, ${title}`,
    ...(namespace === undefined
      ? { gate: { url: address, tlsRoot, isSigning: (call) => call.url.includes('/sign-verbatim/') } }
      : {}),
    flags: [
      '--ca-kind',
      'vault',
      '--ca-url',
      address,
      '--vault-mount',
      mount,
      '--vault-role',
      role,
      '--vault-auth',
      'approle',
      '--tls-roots',
      'roots.pem',
      '--ca-credentials',
      'ca.json',
      ...(namespace === undefined ? [] : ['--vault-namespace', namespace]),
    ],
    files: { 'roots.pem': tlsRoot },
    issuer,
    credentials: { approle: { roleId, secretId } },
    stranger: { approle: { roleId, secretId: 'wrong' } },
  });
  return [link('sign-verbatim', top), link('in a namespace', namespaced)];
}

function webhookLinks({ title, url, tlsRoot, issuer, hmac, rewritesSubject }) {
  return [
    {
      title,
      gate: { url, tlsRoot, isSigning: () => true },
      flags: [
        '--ca-kind',
        'webhook',
        '--ca-url',
        url,
        '--ca-certificate',
        'issuer.pem',
        '--tls-roots',
        'roots.pem',
        '--ca-credentials',
        'ca.json',
      ],
      files: { 'roots.pem': tlsRoot, 'issuer.pem': issuer },
      issuer,
      credentials: { hmac },
      stranger: { hmac: randomBytes(24).toString('hex') },
      rewritesSubject,
    },
  ];
}

async function startCfsslWebhook(report) {
  const { missing, close, signUrl, profile, root } = await startCfssl(report);
  if (missing) return { missing };
  const issue = async (csrPem) => {
    const { body } = await requestJson(signUrl, { body: { certificate_request: csrPem, profile } });
    return body.result.certificate;
  };
  return startWebhook({
    title: 'webhook, cfssl behind it',
    issue,
    issuer: root,
    endBackEnd: close,
    rewritesSubject: true,
  });
}

async function startOpensslWebhook() {
  const folder = mkdtempSync(join(tmpdir(), 'certprov-webhook-'));
  const { certificate, certificatePath, keyPath } = await issueCertificate({
    folder,
    name: 'webhook-ca',
    profile: 'ca',
  });
  const issue = issueWithOpenssl({ caCertPath: certificatePath, caKeyPath: keyPath });
  const endBackEnd = async () => rmSync(folder, { recursive: true, force: true });
  return startWebhook({ title: 'webhook, openssl behind it', issue, issuer: certificate, endBackEnd });
}

/** The reference server of `examples/`, in this process. */
async function startWebhook({ title, issue, issuer, endBackEnd, rewritesSubject = false }) {
  const folder = mkdtempSync(join(tmpdir(), 'certprov-webhook-'));
  const root = await issueCertificate({ folder, name: 'webhook-tls-root', profile: 'ca' });
  const tls = await issueCertificate({ folder, name: 'webhook-tls', profile: 'server', issuer: root });
  const hmac = randomBytes(24).toString('hex');
  const server = webhookServer({
    tls: { cert: tls.certificate, key: tls.key },
    hmacKeys: [hmac],
    issue,
    log: () => undefined,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    rmSync(folder, { recursive: true, force: true });
    await endBackEnd();
  };
  const url = `https://127.0.0.1:${server.address().port}/sign`;
  return { title, url, tlsRoot: root.certificate, issuer, hmac, rewritesSubject, close };
}
