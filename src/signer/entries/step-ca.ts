// Entry of the Lambda function that signs with step-ca. What is made here lives as long as the environment; a
// setting that is wrong stops the function from starting, before any device waits for it.
import { readExternalEnvironment } from '../../authority/external-environment.ts';
import { placeFromEnvironment } from '../../authority/aws/aws-endpoint.ts';
import { readSecret } from '../../authority/aws/read-secret.ts';
import type { StepCaSecret } from '../../authority/secret-documents.ts';
import { stepCaAuthority } from '../../authority/step-ca/step-ca.ts';
import { createHandler } from '../create-handler.ts';

const { authority, issuer, validityDays, requested } = readExternalEnvironment('step-ca', process.env);
const secret = readSecret<StepCaSecret>(authority.secretName, placeFromEnvironment(process.env));

export const handler = createHandler({
  authority: stepCaAuthority(authority, secret, { issuerNotAfter: issuer.notAfter }),
  validityDays,
  issuer,
  requested,
});
