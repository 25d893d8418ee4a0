/** One function that answers as the device asks it to, by the parameter `Hook`: what hooks really get wrong. */
export const HOOK = `
const answers = {
  yes: { allowProvisioning: true },
  renames: { allowProvisioning: true, parameterOverrides: { SerialNumber: 'renamed' } },
  no: { allowProvisioning: false },
  nothing: null,
  empty: {},
  text: 'true',
  'yes in quotes': { allowProvisioning: 'true' },
  'yes as a number': { allowProvisioning: 1 },
  'overrides that are no map': { allowProvisioning: true, parameterOverrides: ['SerialNumber'] },
  'an override that is a map': { allowProvisioning: true, parameterOverrides: { SerialNumber: {} } },
};
export const handler = async ({ parameters: { Hook = 'yes' } }) => {
  if (Hook === 'throws') throw new Error('the hook is broken');
  const [, seconds] = /^([0-9.]+) s$/.exec(Hook) ?? [];
  if (seconds !== undefined) await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return seconds === undefined ? answers[Hook] : answers.yes;
};
`;
