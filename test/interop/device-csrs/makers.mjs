import { botan, certtool, nss } from './by-crypto-tools.mjs';
import { answeredQuestions, keytool, returnOnEveryQuestion, stockRequestExtensions } from './by-command-line.mjs';
import { byGo, byNodeForge, byPyca } from './by-language.mjs';
import { compiled } from './by-libraries.mjs';

const SDK = 'demos/fleet_provisioning/fleet_provisioning_with_csr/pkcs11_operations.c';
const FREERTOS =
  'FreeRTOS-Plus/Demo/AWS/Fleet_Provisioning_Windows_Simulator/Fleet_Provisioning_With_CSR_Demo/pkcs11_operations.c';
const ESP = 'examples/fleet_provisioning/fleet_provisioning_with_csr/main/pkcs11_operations.c';
const PYTHON_SDK = 'aws/aws-iot-device-sdk-python-v2 samples/service_clients/fleet_provisioning_csr.md';

/** The library that makes the CSR is the real one; where its caller is not, `source` is what its calls were read from. */
export const MAKERS = [
  {
    title: 'AWS IoT Device SDK for Embedded C; FreeRTOS and esp-aws-iot alike',
    library: 'Mbed TLS, these calls',
    source: `aws/aws-iot-device-sdk-embedded-C ${SDK}; FreeRTOS/FreeRTOS ${FREERTOS}; espressif/esp-aws-iot ${ESP}`,
    make: compiled('mbedtls', ['ec', 'CN=Fleet Provisioning Demo', 'usages']),
  },
  {
    title: 'ESP RainMaker (ESP-IDF)',
    library: 'Mbed TLS, these calls',
    source: 'espressif/esp-rainmaker components/esp_rainmaker/src/core/esp_rmaker_claim.c',
    make: compiled('mbedtls', ['rsa', 'CN=lathe-7']),
  },
  {
    title: 'Mbed TLS, its `cert_req`',
    library: 'Mbed TLS, these calls',
    source: 'Mbed-TLS/mbedtls programs/x509/cert_req.c',
    make: compiled('mbedtls', ['rsa', 'CN=Cert,O=mbed TLS,C=UK']),
  },
  {
    title: 'Greengrass nucleus lite, before its `csrCommonName` (PR 969)',
    library: 'libcrypto, these calls',
    source:
      'aws-greengrass/aws-greengrass-lite modules/fleet-provisioning/src/pki_ops.c at ' +
      '00fb4c99811e11288d9581ee3e0693006bcd43ba (the name is empty there)',
    make: compiled('libcrypto', []),
  },
  {
    title: 'Greengrass nucleus lite',
    library: 'libcrypto, these calls',
    source:
      'the same file and config_operations.c at 692281c295d1cb70ac1808299151f0c88685ce43 (`csrCommonName`, with its default)',
    make: compiled('libcrypto', ['aws-greengrass-nucleus-lite']),
  },
  {
    title: 'Greengrass Certificate Rotator (aws-labs)',
    library: 'pyca/cryptography, these calls',
    source: 'awslabs/aws-greengrass-labs-certificate-rotator artifacts/pki_file.py, recipe.yaml',
    make: byPyca('rotator'),
  },
  {
    title: 'Device SDKs v2: the commands of their samples, Return on every question',
    library: 'openssl, these commands',
    source: PYTHON_SDK,
    make: returnOnEveryQuestion,
  },
  {
    title: 'The same, answered, with a challenge password',
    library: 'openssl, these commands',
    source: PYTHON_SDK,
    make: answeredQuestions,
  },
  { title: 'openssl, `-reqexts v3_req` of its own configuration', library: 'openssl', make: stockRequestExtensions },
  {
    title: 'wolfSSL, its `csr_example`',
    library: 'wolfCrypt, these calls',
    source: 'wolfSSL/wolfssl-examples certgen/csr_example.c',
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
