import { signCsr } from './private-ca.mjs';

/** Signs what AWS IoT sends. */
export const handler = async ({ certificateSigningRequest }) => ({
  certificatePem: await signCsr(certificateSigningRequest),
});
