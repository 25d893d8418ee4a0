import { DEVICE_CASES, OPERATOR_CASES } from './cases.mjs';
import { connectDevice } from './device.mjs';

const LETS_IN = 'export const handler = async () => ({ allowProvisioning: true });\n';

/** Every case in the account of a fleet, one after the other: its name, and what was answered as one line. */
export async function askAccount(broker, fleet) {
  const device = await connectDevice(broker, fleet.claim);
  try {
    const said = new Map();
    said.set('CreateKeysAndCertificate', inWords(await device.create(), 'members'));
    for (const [index, one] of DEVICE_CASES.entries())
      said.set(`RegisterThing: ${one.name}`, await register(one, `case-${index}`, fleet, device));
    const shut = await fleet.makeFunction('shut', LETS_IN);
    await fleet.makeTemplate('taken');
    for (const [name, order] of OPERATOR_CASES) said.set(name, await operate(() => order({ ...fleet, shut })));
    return said;
  } finally {
    await device.close();
  }
}

async function register({ template, hooked, before, payload, parameters, twice }, templateName, fleet, device) {
  const hook =
    typeof hooked === 'string' ? await fleet.makeFunction(hooked, LETS_IN, { mayInvoke: true }) : hooked && fleet.hook;
  if (template !== null) await fleet.makeTemplate(templateName, { hook, ...template });
  await before?.(fleet);
  const { certificateOwnershipToken } = await device.create();
  const sent = payload?.(certificateOwnershipToken) ?? { certificateOwnershipToken, parameters };
  if (twice) await device.register(templateName, sent);
  const answer = await device.register(templateName, sent);
  return inWords(answer).replaceAll(templateName, 'TEMPLATE');
}

async function operate(order) {
  try {
    await order();
    return 'taken';
  } catch (error) {
    if (error.$metadata?.httpStatusCode === undefined) throw error;
    return normal(`${error.$metadata.httpStatusCode} ${error.name}: ${error.message}`);
  }
}

function inWords({ accepted, ...answer }, only) {
  if (!accepted) return normal(`${answer.statusCode} ${answer.errorCode}: ${answer.errorMessage}`);
  return `accepted: ${only === 'members' ? Object.keys(answer).toSorted().join(', ') : normal(JSON.stringify(sorted(answer)))}`;
}

const sorted = (answer) => Object.fromEntries(Object.entries(answer).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** What is another one each time has no part in a comparison. */
const normal = (text) => text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID').replaceAll(/\s+/g, ' ');
