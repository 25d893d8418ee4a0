import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { certprov } from './paths.mjs';

/** The account of a folder, served by another process. */
export async function serveAccount(home) {
  const child = spawn(process.execPath, [certprov, 'sandbox', 'serve', '--port', '0', '--json'], {
    env: { ...process.env, CERTPROV_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    if (text.trimEnd().endsWith('}')) break;
  }
  return {
    endpoint: JSON.parse(text).endpoint,
    async stop() {
      child.kill('SIGINT');
      await exited;
    },
  };
}

/** What certprov needs to take the served account for AWS. */
export const environmentOf = (home, endpoint, { credentials, region }) => ({
  CERTPROV_HOME: home,
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_REGION: region,
  AWS_CONFIG_FILE: join(home, 'no-config'),
  AWS_SHARED_CREDENTIALS_FILE: join(home, 'no-credentials'),
});
