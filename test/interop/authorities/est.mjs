import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installGoProgram } from '../support/install-go-program.mjs';
import { issueCertificate } from '../support/issue-certificate.mjs';
import { request } from '../support/request.mjs';
import { startServer } from '../support/start-server.mjs';
import { openEstGate } from './est-gate.mjs';

const PROGRAM = { name: 'estserver', source: 'github.com/globalsign/est/cmd/estserver' };
const PATH = '/.well-known/est';

/**
 * GlobalSign's estserver. It asks nobody for credentials, and only refuses client certificates of a CA that it does not
 * know; so there is a gate in front of it, as operators have one, that wants a certificate or a password.
 */
export async function startEst(report) {
  const { path, missing } = await installGoProgram(PROGRAM, report);
  if (missing) return { missing };
  const {
    close: endServer,
    gateKeys,
    ...server
  } = await startServer('est', async ({ folder, port }) => {
    const make = (name, profile, issuer) => issueCertificate({ folder, name, profile, issuer });
    const root = await make('est-root', 'ca');
    const issuer = await make('est-issuer', 'ca', root);
    const tlsRoot = await make('est-tls-root', 'ca');
    const tls = await make('est-tls', 'server', tlsRoot);
    const clientRoot = await make('est-client-root', 'ca');
    const registration = await make('registration', 'client', clientRoot);
    const stranger = await make('stranger', 'client', await make('strange-root', 'ca'));
    const chainPath = join(folder, 'chain.pem');
    writeFileSync(chainPath, issuer.certificate + root.certificate);
    const config = {
      mock_ca: { certificates: chainPath, private_key: issuer.keyPath },
      tls: {
        listen_address: `127.0.0.1:${port}`,
        certificates: tls.certificatePath,
        private_key: tls.keyPath,
        client_cas: [clientRoot.certificatePath],
      },
      timeout: 30,
    };
    const configPath = join(folder, 'config.json');
    writeFileSync(configPath, JSON.stringify(config));
    const openUrl = `https://127.0.0.1:${port}${PATH}`;
    return {
      command: path,
      args: ['-config', configPath],
      answers: async () => (await request(`${openUrl}/cacerts`, { ca: tlsRoot.certificate })).status === 200,
      describe: {
        openUrl,
        tlsRoot: tlsRoot.certificate,
        issuer: issuer.certificate,
        root: root.certificate,
        registration: { certificate: registration.certificate, key: registration.key },
        stranger: { certificate: stranger.certificate, key: stranger.key },
        clients: { certificatePath: clientRoot.certificatePath, keyPath: clientRoot.keyPath },
        gateKeys: { key: tls.key, cert: tls.certificate, ca: clientRoot.certificate },
      },
    };
  });
  const account = { username: 'certprov', password: randomBytes(12).toString('base64url') };
  try {
    const gate = await openEstGate({ ...account, server, keys: gateKeys });
    const close = () => gate.close().finally(endServer);
    return { url: `https://127.0.0.1:${gate.port}${PATH}`, ...server, ...account, close };
  } catch (error) {
    await endServer();
    throw error;
  }
}
