// Entry of the Lambda function that signs with a webhook. What is made here lives as long as the environment; a
// setting that is wrong stops the function from starting, before any device waits for it.
import { webhookAuthority } from '../../authority/webhook/webhook.ts';
import { readExternalEnvironment } from '../../authority/external-environment.ts';
import { placeFromEnvironment } from '../../authority/aws/aws-endpoint.ts';
import { readSecret } from '../../authority/aws/read-secret.ts';
import type { WebhookSecret } from '../../authority/secret-documents.ts';
import { createHandler } from '../create-handler.ts';

const { authority, issuer, validityDays, requested } = readExternalEnvironment('webhook', process.env);
const secret = readSecret<WebhookSecret>(authority.secretName, placeFromEnvironment(process.env));

export const handler = createHandler({
  authority: webhookAuthority(authority, secret),
  validityDays,
  issuer,
  requested,
});
