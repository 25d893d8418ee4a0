// Entry of the Lambda function that signs with an EST server. What is made here lives as long as the environment; a
// setting that is wrong stops the function from starting, before any device waits for it.
import { estAuthority } from '../../authority/est/est.ts';
import { readExternalEnvironment } from '../../authority/external-environment.ts';
import { placeFromEnvironment } from '../../authority/aws/aws-endpoint.ts';
import { readSecret } from '../../authority/aws/read-secret.ts';
import type { EstSecret } from '../../authority/secret-documents.ts';
import { createHandler } from '../create-handler.ts';

const { authority, issuer, validityDays, requested } = readExternalEnvironment('est', process.env);
const secret = readSecret<EstSecret>(authority.secretName, placeFromEnvironment(process.env));

export const handler = createHandler({ authority: estAuthority(authority, secret), validityDays, issuer, requested });
