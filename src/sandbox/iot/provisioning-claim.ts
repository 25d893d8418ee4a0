import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { keysAndCertificate } from './certificate.ts';
import { findTemplate } from './provisioning-template.ts';
import { provisionThing } from './provisioning/provision-thing.ts';

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/provision-wo-cert.html */
const CLAIM_MS = 5 * 60_000;

/**
 * A certificate that the registry does not list, good for provisioning by one template. Its key is in the answer and
 * nowhere else.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateProvisioningClaim.html
 */
export async function createProvisioningClaim(input: { readonly templateName: string }, call: Call): Promise<object> {
  await call.store.read((state) => findTemplate(state, input, call));
  const now = call.clock.now();
  const expiration = new Date(now.getTime() + CLAIM_MS);
  const { signed, keyPair } = await keysAndCertificate(call, expiration);
  await call.store.change((state) => {
    const { name: templateName } = findTemplate(state, input, call);
    const { claims } = regionOf(state, call.region).iot;
    for (const claim of Object.values(claims)) {
      if (Date.parse(claim.expiresAt) <= now.getTime()) delete claims[claim.id];
    }
    claims[signed.id] = { id: signed.id, pem: signed.pem, templateName, expiresAt: expiration.toISOString() };
  });
  return { certificateId: signed.id, certificatePem: signed.pem, keyPair, expiration };
}

/** One thing by a template of one's own, over HTTP. @see https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterThing.html */
export async function registerThing(
  input: { readonly templateBody: string; readonly parameters?: Readonly<Record<string, string>> },
  call: Call,
): Promise<object> {
  const { templateBody, parameters = {} } = input;
  const { certificatePem, resourceArns } = await provisionThing({ templateBody, parameters }, call);
  return { certificatePem, resourceArns };
}
