// Entry of the Lambda function that signs as an own CA with a key of AWS KMS. What is made here lives as long as the
// environment; a setting that is wrong stops the function from starting, before any device waits for it.
import { readExternalEnvironment } from '../../authority/external-environment.ts';
import { kmsAuthority } from '../../authority/own-ca/kms.ts';
import { createHandler } from '../create-handler.ts';

const { authority, issuer, validityDays, requested } = readExternalEnvironment('kms', process.env);

export const handler = createHandler({ authority: kmsAuthority(authority, issuer), validityDays, issuer, requested });
