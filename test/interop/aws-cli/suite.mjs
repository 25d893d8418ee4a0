import { AwsCli } from '../support/aws-cli.mjs';
import { serveAccount } from '../support/served-account.mjs';
import { certificateProvider } from './certificate-provider.mjs';
import { kms } from './kms.mjs';
import { lambda } from './lambda.mjs';
import { metrics } from './metrics.mjs';
import { privateCa } from './private-ca.mjs';
import { refusals } from './refusals.mjs';
import { roles } from './roles.mjs';
import { s3 } from './s3.mjs';
import { secretsManager } from './secrets-manager.mjs';
import { topicRule } from './topic-rule.mjs';

/** Command line tools and shell scripts meet the sandbox in this way. */
export async function runAwsCli(scenarios, { executable, aws }) {
  const account = await serveAccount(executable);
  try {
    const cli = new AwsCli(aws, account);
    const parts = [
      roles,
      certificateProvider,
      lambda,
      privateCa,
      kms,
      secretsManager,
      metrics,
      topicRule,
      s3,
      refusals,
    ];
    for (const part of parts) await part(cli, scenarios, account);
  } finally {
    await account.close();
  }
}
