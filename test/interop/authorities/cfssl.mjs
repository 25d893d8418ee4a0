import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installGoProgram } from '../support/install-go-program.mjs';
import { issueCertificate } from '../support/issue-certificate.mjs';
import { requestJson } from '../support/request.mjs';
import { startServer } from '../support/start-server.mjs';

const PROGRAM = { name: 'cfssl', source: 'github.com/cloudflare/cfssl/cmd/cfssl' };
const CERTIFIES = { usages: ['digital signature', 'client auth'], expiry: '8760h' };

/** cfssl, which signs for everybody under one profile, and for the holders of a shared key under another. */
export async function startCfssl(report) {
  const { path, missing } = await installGoProgram(PROGRAM, report);
  if (missing) return { missing };
  return startServer('cfssl', async ({ folder, port }) => {
    const ca = await issueCertificate({ folder, name: 'cfssl-ca', profile: 'ca' });
    const authKey = randomBytes(32).toString('hex');
    const config = {
      signing: {
        // What an unknown profile gets: too short to be taken for the right one.
        default: { ...CERTIFIES, expiry: '1h' },
        profiles: { iot: CERTIFIES, 'iot-authenticated': { ...CERTIFIES, auth_key: 'shared' } },
      },
      auth_keys: { shared: { type: 'standard', key: authKey } },
    };
    const configPath = join(folder, 'config.json');
    writeFileSync(configPath, JSON.stringify(config));
    const url = `http://127.0.0.1:${port}/api/v1/cfssl`;
    const info = () => requestJson(`${url}/info`, { body: { label: '' } });
    const place = ['-address', '127.0.0.1', '-port', String(port)];
    const signer = ['-ca', ca.certificatePath, '-ca-key', ca.keyPath, '-config', configPath];
    return {
      command: path,
      args: ['serve', ...place, ...signer],
      answers: async () => (await info()).body.result?.certificate.trim() === ca.certificate.trim(),
      describe: {
        signUrl: `${url}/sign`,
        profile: 'iot',
        authSignUrl: `${url}/authsign`,
        authProfile: 'iot-authenticated',
        authKey,
        root: ca.certificate,
      },
    };
  });
}
