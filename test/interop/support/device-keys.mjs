import { readFileSync, writeFileSync } from 'node:fs';
import { makeCsr } from './openssl.mjs';

const EC = (curve) => ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`];

/** Everything in a name that re-encoding would change: types of strings, order, several values in one RDN. */
const AWKWARD = `
[req]
prompt = no
utf8 = yes
string_mask = utf8only
distinguished_name = name
req_extensions = extensions
[name]
0.DC = com
1.DC = acme
C = DE
O = "Müller, Söhne & Co. + Partner"
OU = Fertigung
+L = "Halle 3"
CN = "Gerät Nr. 7"
+serialNumber = 0042
[extensions]
subjectAltName = DNS:geraet-7.acme.example, URI:urn:acme:device:0042
`;

const KINDS = [
  { name: 'rsa-2048', key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'], subject: '/O=Acme/CN=rsa' },
  { name: 'ec-p256', key: EC('P-256'), subject: '/O=Acme/CN=p256' },
  { name: 'ec-p384', key: EC('P-384'), subject: '/O=Acme/CN=p384' },
  { name: 'ec-p521', key: EC('P-521'), subject: '/O=Acme/CN=p521' },
  { name: 'awkward subject', key: EC('P-256'), config: AWKWARD },
];

/** A device of each kind: its key and its CSR, both made by openssl. */
export function makeDevices(folder) {
  return Promise.all(
    KINDS.map(async ({ name, config, ...kind }, index) => {
      const [keyPath, csrPath, configPath] = ['key', 'csr', 'cnf'].map((type) => `${folder}/device-${index}.${type}`);
      if (config !== undefined) writeFileSync(configPath, config);
      await makeCsr({ ...kind, keyPath, csrPath, ...(config === undefined ? {} : { config: configPath }) });
      return { name, csrPath, csr: readFileSync(csrPath, 'utf8'), key: readFileSync(keyPath, 'utf8') };
    }),
  );
}
