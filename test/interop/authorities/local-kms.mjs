import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { installGoProgram } from '../support/install-go-program.mjs';
import { request } from '../support/request.mjs';
import { startServer } from '../support/start-server.mjs';

const PROGRAM = { name: 'local-kms', source: '.' };
const [REGION, ACCOUNT_ID] = ['us-east-1', '000000000000'];

/** An AWS KMS without keys. It takes any credentials, as it checks no signature. */
export async function startLocalKms(report) {
  const { path, missing } = await installGoProgram(PROGRAM, report);
  if (missing) return { missing };
  return startServer('local-kms', ({ folder, port }) => {
    const endpoint = `http://127.0.0.1:${port}`;
    return {
      command: path,
      args: [String(port), join(folder, 'data'), REGION, ACCOUNT_ID],
      // Everything but a call of the API is not found.
      answers: async () => (await request(`${endpoint}/health`)).status === 404,
      describe: {
        endpoint,
        region: REGION,
        accountId: ACCOUNT_ID,
        credentials: { accessKeyId: 'AKIDLOCALKMS', secretAccessKey: randomBytes(20).toString('hex') },
      },
    };
  });
}
