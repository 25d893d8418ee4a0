import { equal } from 'node:assert/strict';
import * as x509 from '@peculiar/x509';
import { nameOfExtension } from '../device-csrs/describe.mjs';
import { makeRequests } from '../device-csrs/make-requests.mjs';
import { signThrough } from './sign-through.mjs';

/** The CSRs of libraries and demos, and what became of each behind each CA. */
export async function makeDeviceRequests(report) {
  const requests = await makeRequests(report);
  return { requests, results: new Map() };
}

/** One after the other, as `signAll` does with its own CSRs. */
export async function signDeviceRequests(title, env, { requests, results }) {
  const sign = signThrough(env);
  const row = new Map();
  for (const { title: maker, csr } of requests) {
    if (csr === undefined) continue;
    const { outcome, certificatePem, errorMessage } = await sign(csr);
    const extensions = certificatePem === undefined ? [] : fateOfExtensions(csr, certificatePem);
    row.set(maker, { outcome, extensions, said: errorMessage });
  }
  results.set(title, row);
}

/** What the certificate has of the extensions that were asked for. */
function fateOfExtensions(csrPem, certificatePem) {
  const certificate = new x509.X509Certificate(certificatePem);
  return new x509.Pkcs10CertificateRequest(csrPem).extensions.map(({ type, value }) => {
    const issued = certificate.extensions.find((extension) => extension.type === type);
    const isSame = issued !== undefined && Buffer.from(issued.value).equals(Buffer.from(value));
    return { name: nameOfExtension(type), fate: issued === undefined ? 'dropped' : isSame ? 'kept' : "the CA's own" };
  });
}

const PRIVATE_CA = 'Acme Device CA P256';

/** AWS Private CA is the sandbox's, like KMS: there is no other that this could be tried with. */
export async function throughPrivateCa({ scenarios, executable, withAccount, unattended, deviceRequests }) {
  await scenarios.run('AWS Private CA: linked, and the CSRs of libraries and demos signed', () =>
    withAccount(executable, async ({ certprov, env }) => {
      const { exitCode, stderr } = await certprov('init', '--ca', PRIVATE_CA, ...unattended);
      equal(exitCode, 0, stderr);
      await signDeviceRequests('AWS Private CA', env, deviceRequests);
    }),
  );
}
