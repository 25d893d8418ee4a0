// Entry of the Lambda function that signs with Vault or OpenBao. What is made here lives as long as the environment; a
// setting that is wrong stops the function from starting, before any device waits for it.
import { readExternalEnvironment } from '../../authority/external-environment.ts';
import { placeFromEnvironment } from '../../authority/aws/aws-endpoint.ts';
import { readSecret } from '../../authority/aws/read-secret.ts';
import type { VaultSecret } from '../../authority/secret-documents.ts';
import { vaultAuthority } from '../../authority/vault/vault.ts';
import { createHandler } from '../create-handler.ts';

const { authority, issuer, validityDays, requested } = readExternalEnvironment('vault', process.env);
const secret = readSecret<VaultSecret>(authority.secretName, placeFromEnvironment(process.env));

export const handler = createHandler({
  authority: vaultAuthority(authority, secret, { issuerNotAfter: issuer.notAfter }),
  validityDays,
  issuer,
  requested,
});
