import { createHash, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installGoProgram } from '../support/install-go-program.mjs';
import { issueCertificate } from '../support/issue-certificate.mjs';
import { request } from '../support/request.mjs';
import { startServer } from '../support/start-server.mjs';

const PROGRAM = {
  name: 'step-ca',
  source: 'github.com/smallstep/certificates/cmd/step-ca',
  // The drivers of databases that nobody uses here are a good part of the build.
  tags: ['nobadger', 'nobbolt', 'nomysql', 'nopgx'],
};
const KEEPS_SUBJECT = `{
  "subject": {{ toJson .Insecure.CR.Subject }},
  "sans": {{ toJson .SANs }},
  "keyUsage": ["digitalSignature"],
  "extKeyUsage": ["clientAuth"]
}`;

/** What docs/external-ca.md tells operators to use. */
const KEEPS_BYTES = `{
  "subject": {{ toJson .Insecure.CR.Subject }},
  "rawSubject": {{ toJson .Insecure.CR.RawSubject }},
  "keyUsage": ["digitalSignature"],
  "extKeyUsage": ["clientAuth"]
}`;

/** step-ca with a provisioner of each kind: the default template, two that keep subjects, and X5C with one of them. */
export async function startStepCa(report) {
  const { path, missing } = await installGoProgram(PROGRAM, report);
  if (missing) return { missing };
  return startServer('step-ca', async ({ folder, port }) => {
    const root = await issueCertificate({ folder, name: 'step-root', profile: 'ca' });
    const issuer = await issueCertificate({ folder, name: 'step-issuer', profile: 'ca', issuer: root });
    const registration = await issueCertificate({ folder, name: 'registration-root', profile: 'ca' });
    const leaf = { name: 'registration', profile: 'client', issuer: registration, days: 730 };
    const { certificate, key } = await issueCertificate({ folder, ...leaf });
    const provisioners = {
      byDefault: { name: 'iot-default', ...makeJwk() },
      keepingSubject: { name: 'iot-subject', ...makeJwk() },
      keepingBytes: { name: 'iot-bytes', ...makeJwk() },
      x5c: { name: 'iot-x5c', certificate, key },
    };
    const { byDefault, keepingSubject, keepingBytes, x5c } = provisioners;
    const optionsOf = (template) => ({ options: { x509: { template } } });
    const roots = Buffer.from(registration.certificate).toString('base64');
    const config = {
      root: root.certificatePath,
      crt: issuer.certificatePath,
      key: issuer.keyPath,
      address: `127.0.0.1:${port}`,
      dnsNames: ['127.0.0.1', 'localhost'],
      authority: {
        claims: { maxTLSCertDuration: '87600h', defaultTLSCertDuration: '8760h' },
        provisioners: [
          { type: 'JWK', name: byDefault.name, key: byDefault.publicJwk },
          { type: 'JWK', name: keepingSubject.name, key: keepingSubject.publicJwk, ...optionsOf(KEEPS_SUBJECT) },
          { type: 'JWK', name: keepingBytes.name, key: keepingBytes.publicJwk, ...optionsOf(KEEPS_BYTES) },
          { type: 'X5C', name: x5c.name, roots, ...optionsOf(KEEPS_SUBJECT) },
        ],
      },
    };
    const configPath = join(folder, 'ca.json');
    writeFileSync(configPath, JSON.stringify(config));
    const url = `https://127.0.0.1:${port}`;
    return {
      command: path,
      args: [configPath],
      answers: async () => (await request(`${url}/health`, { ca: root.certificate })).status === 200,
      describe: {
        url,
        configPath,
        root: root.certificate,
        fingerprint: createHash('sha256').update(new X509Certificate(root.certificate).raw).digest('hex'),
        issuer: issuer.certificate,
        provisioners,
      },
    };
  });
}

/** The key of a JWK provisioner: private as PEM, and public as the server is told, under its RFC 7638 thumbprint. */
function makeJwk() {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const { crv, kty, x, y } = createPublicKey(key).export({ format: 'jwk' });
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  return {
    key: key.export({ type: 'pkcs8', format: 'pem' }),
    kid,
    publicJwk: { use: 'sig', alg: 'ES256', kid, kty, crv, x, y },
  };
}
