import { signCsr } from './private-ca.mjs';

/** Signs for whoever tries it, and fails for devices: what only a canary finds. */
export const handler = async ({ certificateSigningRequest, clientId }) => {
  if (!clientId.startsWith('certprov-trial-')) throw new Error(`${clientId} is not in the list of devices`);
  return { certificatePem: await signCsr(certificateSigningRequest) };
};
