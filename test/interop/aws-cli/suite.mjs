import { AwsCli } from '../support/aws-cli.mjs';
import { serveAccount } from '../support/served-account.mjs';
import { certificateProvider } from './certificate-provider.mjs';
import { lambda } from './lambda.mjs';
import { metrics } from './metrics.mjs';
import { privateCa } from './private-ca.mjs';
import { refusals } from './refusals.mjs';
import { roles } from './roles.mjs';

/** Command line tools and shell scripts meet the sandbox in this way. */
export async function runAwsCli(scenarios, { executable, aws }) {
  const account = await serveAccount(executable);
  try {
    const cli = new AwsCli(aws, account);
    for (const part of [roles, certificateProvider, lambda, privateCa, metrics, refusals]) {
      await part(cli, scenarios, account);
    }
  } finally {
    await account.close();
  }
}
