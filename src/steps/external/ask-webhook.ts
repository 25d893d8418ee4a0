import type { WebhookSecret } from '../../authority/secret-documents.ts';
import { usageInvalid } from '../../errors.ts';
import type { Prompter } from '../../terminal/prompter.ts';
import { askIdentity, askRoots, askServerUrl, identityOf } from './ask-server.ts';
import { assertMembers, objectMember, readCredentialsFile, textMember, type Members } from './credentials-file.ts';
import type { ExternalFlags, ExternalSettings } from './external.ts';
import type { StepTools } from '../step.ts';

/** The contract of docs/webhook.md. */
export async function askWebhook(
  flags: ExternalFlags,
  secretName: string,
  tools: StepTools,
): Promise<ExternalSettings> {
  const { prompter } = tools;
  const url = await askServerUrl(flags, 'URL of the webhook', tools);
  const tlsRootsPem = await askRoots(flags, prompter);
  const credentials =
    flags.caCredentials === undefined
      ? await askCredentials(prompter)
      : readCredentials(await readCredentialsFile(flags.caCredentials), flags.caCredentials);
  return {
    config: { kind: 'webhook', url, secretName },
    secret: { ...credentials, ...(tlsRootsPem === undefined ? {} : { tlsRootsPem }) } satisfies WebhookSecret,
  };
}

/** RFC 2104 §3: a key shorter than the hash's output weakens it. */
const MIN_HMAC_CHARACTERS = 32;
const hmacProblem = (key: string): string | undefined =>
  key.length >= MIN_HMAC_CHARACTERS ? undefined : `${MIN_HMAC_CHARACTERS} characters or more`;

function readCredentials(members: Members, where: string): WebhookSecret {
  assertMembers(members, ['hmac', 'bearer', 'identity'], where);
  const identity = objectMember(members, 'identity', where);
  if (members['hmac'] === undefined && members['bearer'] === undefined && !identity) {
    throw usageInvalid(`${where} has none of hmac, bearer and identity: anybody could have certificates issued`);
  }
  const hmac = members['hmac'] === undefined ? undefined : textMember(members, 'hmac', where).trim();
  const problem = hmac === undefined ? undefined : hmacProblem(hmac);
  if (problem) throw usageInvalid(`the member hmac of ${where} is not valid: ${problem}`);
  return {
    ...(hmac !== undefined && { hmac }),
    ...(members['bearer'] !== undefined && { bearer: textMember(members, 'bearer', where).trim() }),
    ...(identity && { identity: identityOf(identity, 'identity') }),
  };
}

async function askCredentials(prompter: Prompter): Promise<WebhookSecret> {
  const flag = '--ca-credentials';
  const way = await prompter.select({
    flag,
    message: 'How does the webhook know the signer?',
    recommended: 'hmac' as const,
    choices: [
      { value: 'hmac' as const, label: 'signed requests     HMAC-SHA256 with a shared key', short: 'signed requests' },
      { value: 'bearer' as const, label: 'bearer token        Authorization: Bearer …', short: 'bearer token' },
      { value: 'identity' as const, label: 'client certificate  mutual TLS', short: 'client certificate' },
    ],
  });
  if (way === 'identity') return { identity: await askIdentity('the client certificate', prompter) };
  if (way === 'bearer') return { bearer: await prompter.secret({ flag, message: 'Bearer token' }) };
  return { hmac: await prompter.secret({ flag, message: 'Shared key', validate: hmacProblem }) };
}
