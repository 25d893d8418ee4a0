// Entry of the Lambda function that signs as an own CA with a key out of AWS Secrets Manager. What is made here lives as
// long as the environment; a setting that is wrong stops the function from starting, before any device waits for it.
import { readExternalEnvironment } from '../../authority/external-environment.ts';
import { ownCaAuthority } from '../../authority/own-ca/own-ca.ts';
import { placeFromEnvironment } from '../../authority/aws/aws-endpoint.ts';
import { readSecret } from '../../authority/aws/read-secret.ts';
import type { OwnCaSecret } from '../../authority/secret-documents.ts';
import { createHandler } from '../create-handler.ts';

const { authority, issuer, validityDays, requested } = readExternalEnvironment('secret', process.env);
const secret = readSecret<OwnCaSecret>(authority.secretName, placeFromEnvironment(process.env));

export const handler = createHandler({
  authority: ownCaAuthority(authority, issuer, secret),
  validityDays,
  issuer,
  requested,
});
