import { setTimeout as sleep } from 'node:timers/promises';
import { signCsr } from './private-ca.mjs';

/** Asks an approval service first, which takes its time: longer than AWS IoT waits. */
export const handler = async ({ certificateSigningRequest }) => {
  await sleep(Number(process.env.APPROVAL_SECONDS) * 1000);
  return { certificatePem: await signCsr(certificateSigningRequest) };
};
