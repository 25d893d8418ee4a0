import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installOpenBao } from '../support/install-openbao.mjs';
import { issueCertificate } from '../support/issue-certificate.mjs';
import { request, requestJson } from '../support/request.mjs';
import { startServer } from '../support/start-server.mjs';
import { setUpOpenBao } from './set-up-openbao.mjs';

/** OpenBao, unsealed, with a CA for devices and a caller of it: once at the top, and once more in a namespace. */
export const startOpenBao = (report) => startAndSetUp(report, setUp);

/** OpenBao, unsealed, and as empty as an administrator finds it; `program` is also its command line. */
export const startEmptyOpenBao = (report) => startAndSetUp(report, () => ({}));

async function startAndSetUp(report, prepare) {
  const { path, missing } = await installOpenBao(report);
  if (missing) return { missing };
  const { close, ...server } = await startServer('openbao', async ({ folder, port }) => {
    const tlsRoot = await issueCertificate({ folder, name: 'openbao-tls-root', profile: 'ca' });
    const tls = await issueCertificate({ folder, name: 'openbao-tls', profile: 'server', issuer: tlsRoot });
    const address = `https://127.0.0.1:${port}`;
    const config = {
      storage: { inmem: {} },
      listener: {
        tcp: {
          address: `127.0.0.1:${port}`,
          cluster_address: '127.0.0.1:0',
          tls_cert_file: tls.certificatePath,
          tls_key_file: tls.keyPath,
        },
      },
      api_addr: address,
    };
    const configPath = join(folder, 'config.json');
    writeFileSync(configPath, JSON.stringify(config));
    const health = `${address}/v1/sys/health?uninitcode=200`;
    return {
      command: path,
      args: ['server', `-config=${configPath}`],
      answers: async () => (await request(health, { ca: tlsRoot.certificate })).status === 200,
      describe: { address, tlsRoot: tlsRoot.certificate },
    };
  });
  try {
    return { ...server, program: path, ...(await initialize(server, prepare)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function initialize(server, prepare) {
  const anybody = callsOf(server);
  const { keys, root_token } = await anybody('PUT', 'sys/init', { secret_shares: 1, secret_threshold: 1 });
  const unseal = () => anybody('PUT', 'sys/unseal', { key: keys[0] });
  await unseal();
  const operator = callsOf(server, { 'x-vault-token': root_token });
  const seal = () => operator('PUT', 'sys/seal');
  return { rootToken: root_token, ...(await prepare(server, operator, root_token)), seal, unseal };
}

async function setUp(server, operator, rootToken) {
  const atTop = await setUpOpenBao(operator);
  await operator('POST', 'sys/namespaces/acme');
  const inAcme = callsOf(server, { 'x-vault-token': rootToken, 'x-vault-namespace': 'acme' });
  return { ...atTop, namespaced: { namespace: 'acme', ...(await setUpOpenBao(inAcme)) } };
}

/** Calls that must succeed. */
function callsOf({ address, tlsRoot }, headers = {}) {
  return async (method, path, body) => {
    const answer = await requestJson(`${address}/v1/${path}`, { method, headers, body, ca: tlsRoot });
    if (answer.status < 300) return answer.body;
    throw new Error(`OpenBao answers ${method} ${path} with ${answer.status}: ${JSON.stringify(answer.body)}`);
  };
}
