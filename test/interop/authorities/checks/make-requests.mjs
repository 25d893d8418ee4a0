import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCsr } from '../../support/openssl.mjs';

const DEVICES = [
  { kind: 'P-256', commonName: 'lathe-1', key: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'] },
  { kind: 'RSA-2048', commonName: 'lathe-2', key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'] },
];

/** `good`: CSRs of the devices, and `tampered`: one of another name than the device has signed. */
export async function makeRequests(folder) {
  const good = await Promise.all(
    DEVICES.map(async ({ kind, commonName, key }) => {
      const [keyPath, csrPath] = [join(folder, `${commonName}.key`), join(folder, `${commonName}.csr`)];
      const subject = `/C=DE/O=Acme/OU=Line A/CN=${commonName}/serialNumber=0042`;
      await makeCsr({ key, keyPath, csrPath, subject });
      return { kind, commonName, csr: readFileSync(csrPath, 'utf8') };
    }),
  );
  return { good, tampered: tamper(good[0], 'lathe-9') };
}

function tamper({ commonName, csr }, anotherName) {
  const der = Buffer.from(csr.replaceAll(/-----[^-]+-----/g, ''), 'base64');
  der.write(anotherName, der.indexOf(commonName));
  const lines = der.toString('base64').replaceAll(/.{1,64}/g, '$&\n');
  const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${lines}-----END CERTIFICATE REQUEST-----\n`;
  return { commonName: anotherName, csr: pem };
}
