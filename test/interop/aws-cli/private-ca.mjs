import { deepEqual, equal, match } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { makeCsr, openssl, verifyClientCertificate } from '../support/openssl.mjs';

const TEMPLATE = 'arn:aws:acm-pca:::template/';

export async function privateCa(aws, scenarios, account) {
  const csrPath = account.path('pca.csr');
  const key = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  await makeCsr({ key, keyPath: account.path('pca.key'), csrPath, subject: '/CN=gateway-1' });
  const listed = await aws.call(['acm-pca', 'list-certificate-authorities', '--page-size', '2']);
  const onCa = (name) => ['--certificate-authority-arn', findAuthority(listed, name).Arn];
  const forDevices = [
    '--template-arn',
    `${TEMPLATE}EndEntityClientAuthCertificate/V1`,
    '--validity',
    'Value=5,Type=DAYS',
  ];
  const issue = (name, algorithm, csr) => {
    const what = ['--csr', `fileb://${csr}`, '--signing-algorithm', algorithm];
    return ['acm-pca', 'issue-certificate', ...onCa(name), ...what, ...forDevices];
  };

  await scenarios.run('the CAs are listed and shown with their states', async () => {
    const states = listed.CertificateAuthorities.map(({ Status }) => Status).toSorted();
    deepEqual(states, ['ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'DISABLED', 'PENDING_CERTIFICATE']);
    const shown = await aws.call(['acm-pca', 'describe-certificate-authority', ...onCa('Acme Short-Lived')]);
    equal(shown.CertificateAuthority.UsageMode, 'SHORT_LIVED_CERTIFICATE');
    equal(shown.CertificateAuthority.CertificateAuthorityConfiguration.KeyAlgorithm, 'EC_prime256v1');
  });

  await scenarios.run('a certificate is issued, awaited, fetched, and openssl accepts it', async () => {
    const { CertificateArn } = await aws.call(issue('Acme Device CA P256', 'SHA256WITHECDSA', csrPath));
    const arns = [...onCa('Acme Device CA P256'), '--certificate-arn', CertificateArn];
    await aws.call(['acm-pca', 'wait', 'certificate-issued', ...arns]);
    const { Certificate, CertificateChain } = await aws.call(['acm-pca', 'get-certificate', ...arns]);
    const [intermediate, root] = CertificateChain.match(/-----BEGIN [\s\S]+?-----END CERTIFICATE-----\n?/g);
    const file = (name, text) => {
      writeFileSync(account.path(name), text);
      return account.path(name);
    };
    await verifyClientCertificate({
      certificate: file('leaf.pem', Certificate),
      untrusted: file('intermediate.pem', intermediate),
      root: file('root.pem', root),
    });
  });

  await scenarios.run('what a CA cannot do is refused in its own words', async () => {
    const disabled = await aws.refusal(issue('Acme Old CA', 'SHA256WITHRSA', csrPath));
    equal(disabled.code, 'InvalidStateException');
    const nonsense = account.path('nonsense.csr');
    writeFileSync(nonsense, '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n');
    const unreadable = await aws.refusal(issue('Acme Device CA P256', 'SHA256WITHECDSA', nonsense));
    equal(unreadable.code, 'MalformedCSRException');
    const arn = findAuthority(listed, 'Acme Old CA').Arn.replace(/.{4}$/, '0000');
    const absent = ['acm-pca', 'describe-certificate-authority', '--certificate-authority-arn', arn];
    equal((await aws.refusal(absent)).code, 'ResourceNotFoundException');
  });

  await scenarios.run('a new root CA is made, signs itself, is installed, disabled and deleted', async () => {
    const subject = '{CommonName=Werk Süd Root,Organization=Acme}';
    const shape = `KeyAlgorithm=EC_secp384r1,SigningAlgorithm=SHA384WITHECDSA,Subject=${subject}`;
    const create = ['--certificate-authority-type', 'ROOT', '--certificate-authority-configuration', shape];
    const { CertificateAuthorityArn } = await aws.call(['acm-pca', 'create-certificate-authority', ...create]);
    const on = ['--certificate-authority-arn', CertificateAuthorityArn];
    await aws.call(['acm-pca', 'wait', 'certificate-authority-csr-created', ...on]);
    const csr = await aws.text(['acm-pca', 'get-certificate-authority-csr', ...on]);
    match(await openssl(['req', '-noout', '-verify', '-subject', '-nameopt', 'utf8,sep_comma_plus'], csr), /Werk Süd/);

    const path = account.path('root-ca.csr');
    writeFileSync(path, `${csr}\n`);
    const own = ['--csr', `fileb://${path}`, '--signing-algorithm', 'SHA384WITHECDSA'];
    const root = ['--template-arn', `${TEMPLATE}RootCACertificate/V1`, '--validity', 'Value=10,Type=YEARS'];
    const { CertificateArn } = await aws.call(['acm-pca', 'issue-certificate', ...on, ...own, ...root]);
    const arns = [...on, '--certificate-arn', CertificateArn];
    await aws.call(['acm-pca', 'wait', 'certificate-issued', ...arns]);
    const pem = await aws.text(['acm-pca', 'get-certificate', ...arns, '--query', 'Certificate']);
    const certificate = account.path('root-ca.pem');
    writeFileSync(certificate, `${pem}\n`);
    await openssl(['verify', '-x509_strict', '-CAfile', certificate, certificate]);
    const install = ['acm-pca', 'import-certificate-authority-certificate', '--certificate', `fileb://${certificate}`];
    await aws.call([...install, ...on]);
    const status = ['acm-pca', 'describe-certificate-authority', '--query', 'CertificateAuthority.Status', ...on];
    equal(await aws.text(status), 'ACTIVE');

    await aws.call(['acm-pca', 'update-certificate-authority', '--status', 'DISABLED', ...on]);
    await aws.call(['acm-pca', 'delete-certificate-authority', ...on]);
    equal(await aws.text(status), 'DELETED');
  });
}

function findAuthority({ CertificateAuthorities }, commonName) {
  const named = ({ CertificateAuthorityConfiguration: { Subject } }) => Subject.CommonName === commonName;
  return CertificateAuthorities.find(named);
}
