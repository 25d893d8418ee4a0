// Entry of the Lambda function that signs with AWS Private CA. What is made here lives as long as the environment; a
// setting that is wrong stops the function from starting, before any device waits for it.
import { acmPcaAuthority } from '../../authority/acm-pca/acm-pca.ts';
import { readSignerEnvironment } from '../../authority/signer-environment.ts';
import { createHandler } from '../create-handler.ts';

const { authority, validityDays, requested } = readSignerEnvironment(process.env);

export const handler = createHandler({ authority: acmPcaAuthority(authority), validityDays, requested });
