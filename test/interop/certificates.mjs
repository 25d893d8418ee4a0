import { equal, rejects } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import {
  ACMPCAClient,
  GetCertificateAuthorityCertificateCommand,
  ListCertificateAuthoritiesCommand,
} from '@aws-sdk/client-acm-pca';
import { judgeByHandshake, judgeByOpenssl, judgeByPeculiar } from './support/certificate-judges.mjs';
import { makeDevices } from './support/device-keys.mjs';
import { openssl } from './support/openssl.mjs';
import { serveAccount } from './support/served-account.mjs';

const PLACE = '000000000000/us-east-1';
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/g;
/** How every public key of this kind begins, in hex. */
const P256_SPKI = '3059301306072a8648ce3d020106082a8648ce3d030107034200';

/** The CAs of a new account that can issue, with the longest validity that init takes for them. */
const AUTHORITIES = [
  { name: 'Acme Device CA RSA', maxDays: 365 },
  { name: 'Acme Device CA P256', maxDays: 365 },
  { name: 'Acme Device CA P384', maxDays: 365 },
  { name: 'Acme Short-Lived', maxDays: 7 },
];

/** Certificates of the whole way, CA by CA: function and role made by init, each CSR signed in a dry run. */
export async function runCertificates(scenarios, { executable }) {
  const account = await serveAccount(executable);
  try {
    const devices = await makeDevices(account.env['HOME']);
    const server = await makeServer(account);
    await scenarios.run('what certprov refuses, the judges refuse as well', () =>
      refuseAnotherKey(devices[1], account),
    );
    for (const authority of AUTHORITIES) {
      const files = { root: account.path('root.pem'), untrusted: account.path('untrusted.pem') };
      let chain;
      await scenarios.run(`${authority.name}: init switches to it`, async () => {
        await certprov(account, ['init', '--ca', authority.name, '--yes', '--confirm', PLACE, '--no-canary']);
        chain = await chainOf(authority.name, account);
        writeFileSync(files.root, chain.at(-1));
        writeFileSync(files.untrusted, chain.join(''));
      });
      if (chain === undefined) continue;
      for (const device of devices) {
        await scenarios.run(`${authority.name}: certifies ${device.name}, and three judges accept it`, async () => {
          const out = account.path(`${authority.name}-${device.name}.pem`);
          await certprov(account, ['dry-run', '--csr', device.csrPath, '--out', out]);
          const certificate = readFileSync(out, 'utf8');
          equal(certificate.match(CERTIFICATE)?.length, 1);
          const evidence = { ...authority, ...device, certificate, chain, server };
          await judgeByOpenssl({ ...evidence, files: { ...files, certificate: out } });
          await judgeByPeculiar(evidence);
          await judgeByHandshake(evidence);
        });
      }
      await scenarios.run(`${authority.name}: rollback makes room for the next CA`, () =>
        certprov(account, ['rollback', '--all', '--wait', '0', '--yes']),
      );
    }
  } finally {
    await account.close();
  }
}

/** The control: a certificate of the right CA and name, for a key that is not the device's. */
async function refuseAnotherKey(device, account) {
  const name = 'Acme Device CA P256';
  const out = account.path('swapped.pem');
  const swapped = ['--function', 'swapped-key-signer', '--ca', name, '--csr', device.csrPath, '--out', out];
  const { exitCode, stderr } = await account.certprov(['dry-run', ...swapped]);
  equal(exitCode, 3, stderr);
  const chain = await chainOf(name, account);
  const files = {
    certificate: out,
    untrusted: account.path('swapped-chain.pem'),
    root: account.path('swapped-root.pem'),
  };
  writeFileSync(files.untrusted, chain.join(''));
  writeFileSync(files.root, chain.at(-1));
  const server = await makeServer(account);
  const evidence = { ...device, certificate: readFileSync(out, 'utf8'), chain, files, maxDays: 365, server };
  await rejects(judgeByOpenssl(evidence), /strictly equal[\s\S]*PUBLIC KEY/);
  await rejects(judgeByPeculiar(evidence), new RegExp(`strictly equal[\\s\\S]*${P256_SPKI}`));
  await rejects(judgeByHandshake(evidence), /key values mismatch/);
}

async function certprov(account, args) {
  const { exitCode, stdout, stderr } = await account.certprov(args);
  equal(exitCode, 0, `certprov ${args.join(' ')} ended with ${exitCode}:\n${stderr}${stdout}`);
}

async function chainOf(commonName, { env }) {
  const client = new ACMPCAClient({
    endpoint: env['AWS_ENDPOINT_URL'],
    region: env['AWS_REGION'],
    credentials: { accessKeyId: env['AWS_ACCESS_KEY_ID'], secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] },
  });
  try {
    const { CertificateAuthorities } = await client.send(new ListCertificateAuthoritiesCommand({}));
    const { Arn } = CertificateAuthorities.find(
      ({ CertificateAuthorityConfiguration: { Subject } }) => Subject.CommonName === commonName,
    );
    const input = { CertificateAuthorityArn: Arn };
    const { Certificate, CertificateChain = '' } = await client.send(
      new GetCertificateAuthorityCertificateCommand(input),
    );
    return `${Certificate}\n${CertificateChain}\n`.match(CERTIFICATE);
  } finally {
    client.destroy();
  }
}

/** The other end of the handshakes, whose own certificate is nobody's concern here. */
async function makeServer(account) {
  const [keyPath, certPath] = [account.path('server.key'), account.path('server.pem')];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyPath];
  await openssl(['req', '-x509', ...key, '-subj', '/CN=server', '-days', '2', '-out', certPath]);
  return { key: readFileSync(keyPath, 'utf8'), cert: readFileSync(certPath, 'utf8') };
}
