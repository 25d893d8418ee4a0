import { equal, notEqual } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exactSubject, openssl, publicKeyOf, verifyClientCertificate } from '../../support/openssl.mjs';

/**
 * Every good request is certified, as openssl judges it, with the subject kept `exact`ly, kept as `text` or `changed`.
 * `issue` is given a request and answers with the certificate.
 */
export async function checkIssuing({ scenarios, requests, folder }, { how, issue, root, issuer, subject }) {
  for (const request of requests.good)
    await scenarios.run(`${how} certifies a ${request.kind} key`, async () => {
      const certificate = await issue(request);
      equal(await publicKeyOf('x509', certificate), await publicKeyOf('req', request.csr));
      await SUBJECTS[subject](certificate, request.csr);
      const file = (name, pem) => {
        const path = join(folder, name);
        writeFileSync(path, pem);
        return path;
      };
      await verifyClientCertificate({
        certificate: file('leaf.pem', certificate),
        root: file('root.pem', root),
        untrusted: issuer === undefined ? undefined : file('issuer.pem', issuer),
      });
    });
}

const SUBJECTS = {
  exact: async (certificate, csr) => equal(await exactSubject('x509', certificate), await exactSubject('req', csr)),
  text: async (certificate, csr) => equal(await textOf('x509', certificate), await textOf('req', csr)),
  changed: async (certificate, csr) => notEqual(await textOf('x509', certificate), await textOf('req', csr)),
};

const textOf = (kind, pem) => openssl([kind, '-noout', '-subject', '-nameopt', 'RFC2253'], pem);
