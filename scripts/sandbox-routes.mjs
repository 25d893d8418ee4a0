// Writes the list of all routes of a REST service, so that the sandbox can refuse by name what it does not carry out.
// Run after an update of the AWS SDK: node scripts/sandbox-routes.mjs
import { writeFile } from 'node:fs/promises';

for (const service of ['iot', 'lambda']) {
  const schemas = Object.values(await import(`@aws-sdk/client-${service}`)).filter(
    (value) => Array.isArray(value) && value[0] === 9,
  );
  const lines = schemas.map(([, , name, { http }]) => `${http[0]} ${http[1]} ${name}`).toSorted();
  const text = `/** Written by scripts/sandbox-routes.mjs from @aws-sdk/client-${service}. */
export const ${service}Routes = \`
${lines.join('\n')}
\`
  .trim()
  .split('\\n');
`;
  await writeFile(new URL(`../src/sandbox/wire/schemas/${service}-routes.ts`, import.meta.url), text);
}
