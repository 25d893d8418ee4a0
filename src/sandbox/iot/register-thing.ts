import type { Call } from '../service.ts';
import { provisionThing } from './provisioning/provision-thing.ts';

/** One thing by a template of one's own, over HTTP. @see https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterThing.html */
export async function registerThing(
  input: { readonly templateBody: string; readonly parameters?: Readonly<Record<string, string>> },
  call: Call,
): Promise<object> {
  const { templateBody, parameters = {} } = input;
  const { certificatePem, resourceArns } = await provisionThing({ templateBody, parameters }, call);
  return { certificatePem, resourceArns };
}
