import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPythonPackages } from '../support/install-python-packages.mjs';
import { freePort, startServer } from '../support/start-server.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** An AWS account of somebody else's making, on this machine alone; `missing` says why there is none. */
export async function startMinistack(report) {
  const { env, missing } = await installPythonPackages('ministack', here('requirements.txt'), report);
  if (missing) return { missing };
  return startServer('ministack', async ({ folder, port }) => {
    const mqttPort = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    const rootsFile = join(folder, 'roots.pem');
    const rootsPem = async () => {
      const answer = await fetch(`${endpoint}/_ministack/iot/ca.pem`);
      if (!answer.ok) throw new Error(`its CA: ${answer.status}`);
      return answer.text();
    };
    const broker = { host: 'localhost', port: mqttPort, servername: 'localhost', rootsPem: '' };
    return {
      command: 'env',
      args: [...Object.entries(env).map((pair) => pair.join('=')), 'python3', here('loopback.py'), port, mqttPort].map(
        String,
      ),
      async answers() {
        const { ok } = await fetch(`${endpoint}/_ministack/health`);
        if (!ok) return false;
        broker.rootsPem = await rootsPem();
        writeFileSync(rootsFile, broker.rootsPem);
        return true;
      },
      describe: {
        folder,
        rootsFile,
        broker,
        env: {
          AWS_ENDPOINT_URL: endpoint,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
        },
      },
    };
  });
}
