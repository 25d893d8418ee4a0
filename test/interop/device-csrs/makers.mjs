import { botan, certtool, nss } from './by-crypto-tools.mjs';
import { answeredQuestions, keytool, returnOnEveryQuestion, stockRequestExtensions } from './by-command-line.mjs';
import { byGo, byNodeForge, byPyca } from './by-language.mjs';
import { compiled } from './by-libraries.mjs';

/** A file at GitHub, at the commit that was read. */
const file = (repository, commit, path) =>
  `[${repository}/${path}](https://github.com/${repository}/blob/${commit}/${path})`;

const P11 = 'pkcs11_operations.c';
const DEMO = 'fleet_provisioning/fleet_provisioning_with_csr';
const SIMULATOR = 'FreeRTOS-Plus/Demo/AWS/Fleet_Provisioning_Windows_Simulator/Fleet_Provisioning_With_CSR_Demo';
const NUCLEUS_LITE = ['aws-greengrass/aws-greengrass-lite', '692281c295d1cb70ac1808299151f0c88685ce43'];
const ROTATOR = 'awslabs/aws-greengrass-labs-certificate-rotator';
const SAMPLE = file(
  'aws/aws-iot-device-sdk-python-v2',
  '395ccc4f5f5aea419e9fcba10bca2ff6551c6fc2',
  'samples/service_clients/fleet_provisioning_csr.md',
);

/** The library that makes the CSR is the real one; where its caller is not, `sources` is what its calls were read from. */
export const MAKERS = [
  {
    title: 'AWS IoT Device SDK for Embedded C; FreeRTOS and esp-aws-iot alike',
    library: 'Mbed TLS, these calls',
    sources: [
      file('aws/aws-iot-device-sdk-embedded-C', '0878d8d93a5a15ef8ee02b6b07e8cd04b01f29de', `demos/${DEMO}/${P11}`),
      file('FreeRTOS/FreeRTOS', '0744cb1d744853020e487e80b6123a699ffef345', `${SIMULATOR}/${P11}`),
      file('espressif/esp-aws-iot', '17151e8bf98688cb45a2ab3412629393f97ec909', `examples/${DEMO}/main/${P11}`),
    ],
    make: compiled('mbedtls', ['ec', 'CN=Fleet Provisioning Demo', 'usages']),
  },
  {
    title: 'ESP RainMaker (ESP-IDF)',
    library: 'Mbed TLS, these calls',
    sources: [
      file(
        'espressif/esp-rainmaker',
        '0ad17a96e80accd887b32497ffcb2017ff2319d4',
        'components/esp_rainmaker/src/core/esp_rmaker_claim.c',
      ),
    ],
    make: compiled('mbedtls', ['rsa', 'CN=lathe-7']),
  },
  {
    title: 'Mbed TLS, its `cert_req`',
    library: 'Mbed TLS, these calls',
    sources: [file('Mbed-TLS/mbedtls', '024c0bb8e80921094128d4fa8a73879269f9a9b5', 'programs/x509/cert_req.c')],
    make: compiled('mbedtls', ['rsa', 'CN=Cert,O=mbed TLS,C=UK']),
  },
  {
    title: 'Greengrass nucleus lite, before its `csrCommonName` (PR 969)',
    library: 'libcrypto, these calls',
    sources: [
      file(NUCLEUS_LITE[0], '00fb4c99811e11288d9581ee3e0693006bcd43ba', 'modules/fleet-provisioning/src/pki_ops.c'),
    ],
    make: compiled('libcrypto', []),
  },
  {
    title: 'Greengrass nucleus lite',
    library: 'libcrypto, these calls',
    sources: ['pki_ops.c', 'config_operations.c'].map((name) =>
      file(...NUCLEUS_LITE, `modules/fleet-provisioning/src/${name}`),
    ),
    make: compiled('libcrypto', ['aws-greengrass-nucleus-lite']),
  },
  {
    title: 'Greengrass Certificate Rotator (aws-labs)',
    library: 'pyca/cryptography, these calls',
    sources: [
      file(ROTATOR, '026b7f195a82b051e534ff58a9f69cfc952690d7', 'artifacts/pki_file.py'),
      file(ROTATOR, 'a2ea6cf103a900fbac4081a8078b368142c94e40', 'recipe.yaml'),
    ],
    make: byPyca('rotator'),
  },
  {
    title: 'Device SDKs v2: the commands of their samples, Return on every question',
    library: 'openssl, these commands',
    sources: [SAMPLE],
    make: returnOnEveryQuestion,
  },
  {
    title: 'The same, answered, with a challenge password',
    library: 'openssl, these commands',
    sources: [SAMPLE],
    make: answeredQuestions,
  },
  { title: 'openssl, `-reqexts v3_req` of its own configuration', library: 'openssl', make: stockRequestExtensions },
  {
    title: 'wolfSSL, its `csr_example`',
    library: 'wolfCrypt, these calls',
    sources: [file('wolfSSL/wolfssl-examples', '04d5a505b4555f86e2278698b8e9cb065f34c78a', 'certgen/csr_example.c')],
    make: compiled('wolfssl', []),
  },
  { title: 'GnuTLS certtool, `signing_key` and `tls_www_client`', library: 'certtool', make: certtool },
  { title: 'NSS certutil -R', library: 'certutil', make: nss },
  { title: 'Botan gen_pkcs10', library: 'botan', make: botan },
  { title: 'Java keytool -certreq', library: 'keytool', make: keytool },
  { title: 'Go crypto/x509', library: 'Go', make: byGo },
  { title: 'pyca/cryptography', library: 'pyca/cryptography', make: byPyca('plain') },
  { title: 'node-forge, with the attributes of its README and a SAN', library: 'node-forge', make: byNodeForge },
];
