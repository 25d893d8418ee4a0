import { equal } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { SERVERS } from '../linked/authorities.mjs';
import { signThrough } from '../linked/sign-through.mjs';
import { serveAccount } from '../support/served-account.mjs';

const UNATTENDED = ['--yes', '--confirm', '000000000000/us-east-1', '--no-canary'];
const KEY_TYPES = ['ec-p256', 'ec-p384', 'rsa-2048'];

/** What every account of the sandbox has; each signs what its template says. */
const PRIVATE_CAS = ['Acme Device CA P256', 'Acme Device CA RSA'].map((name) => ({
  title: `AWS Private CA, ${name.split(' ').at(-1)}`,
  link: async () => ['--ca', name],
}));

const ownCa = (keyType, key, link) => ({
  title: `own CA, ${keyType}, key in ${key === 'kms' ? 'KMS' : 'a secret'}`,
  link: async (account) => {
    const out = account.path('own-ca.pem');
    const create = ['ca', 'create', '--subject', 'CN=Device CA,O=Acme', '--out', out, '--yes', '--json'];
    const { exitCode, stderr } = await account.certprov([...create, '--key', key, '--key-type', keyType]);
    equal(exitCode, 0, stderr);
    return [...link, '--ca-certificate', out];
  },
  ownCertificate: (account) => readFileSync(account.path('own-ca.pem'), 'utf8'),
});

const OWN_CAS = KEY_TYPES.flatMap((keyType) => [
  ownCa(keyType, 'kms', ['--ca-kind', 'kms', '--kms-key', 'alias/certprov-device-ca']),
  ownCa(keyType, 'secret', ['--ca-kind', 'secret', '--ca-secret', 'certprov-ca/certprov-device-ca']),
]);

/** What has to be linked, in the order of the page; the servers of others are started when it is their turn. */
export async function* eachAuthority(report) {
  for (const authority of [...PRIVATE_CAS, ...OWN_CAS]) yield authority;
  for (const { name, start, links } of SERVERS) {
    const server = await start(report);
    if (server.missing) {
      yield { title: name, missing: server.missing };
      continue;
    }
    try {
      // Servers tell several users apart, not what they sign for them; but for the templates of step-ca.
      for (const { title, ...link } of links(server).filter(({ title: each }, index) => isWorthIt(each, index)))
        yield { title, link: (account) => flagsOf(link, account) };
    } finally {
      await server.close();
    }
  }
}

const isWorthIt = (title, index) => index === 0 || title.includes('rawSubject');

async function flagsOf({ flags, files, credentials }, account) {
  const all = { ...files, 'ca.json': JSON.stringify(credentials) };
  for (const [name, text] of Object.entries(all)) writeFileSync(account.path(name), text);
  return [...flags.map((flag) => (flag in all ? account.path(flag) : flag)), '--no-ca-canary'];
}

/** What the authority's signer, deployed by `init`, made of each device's CSR; and the CA's certificate if it is ours. */
export async function certify({ link, ownCertificate }, devices, executable) {
  const account = await serveAccount(executable);
  try {
    const { exitCode, stderr } = await account.certprov(['init', ...(await link(account)), ...UNATTENDED, '--json']);
    equal(exitCode, 0, stderr);
    const sign = signThrough(account.env);
    const certificates = [];
    for (const { csr, keyKind, subjectKind } of devices) {
      const { certificatePem, outcome } = await sign(csr);
      // A CA that does not keep this subject certifies nothing here; that is another suite's.
      if (certificatePem !== undefined) certificates.push({ keyKind, subjectKind, pem: certificatePem });
      else equal(outcome, 'refused: CertificateRefused');
    }
    if (ownCertificate) certificates.push({ keyKind: 'the CA itself', pem: ownCertificate(account) });
    return certificates;
  } finally {
    await account.close();
  }
}
