import type { Outcome } from '../outcome.ts';
import type { Kit, KitFile, Target } from './kit.ts';

/** Lines that begin with four spaces are command lines. */
const paragraphs = (lines: readonly string[]): string => {
  const parts: string[] = [];
  for (const line of lines) {
    const isCommand = line.startsWith('    ');
    const before = parts.at(-1);
    if (isCommand && before?.startsWith('```'))
      parts[parts.length - 1] = `${before.slice(0, -3)}${line.trim()}\n\`\`\``;
    else parts.push(isCommand ? `\`\`\`sh\n${line.trim()}\n\`\`\`` : line);
  }
  return parts.join('\n\n');
};

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** What stands beside the files: which is which, what to do first, how to go back. */
export function renderReadme(kit: Kit, files: readonly KitFile[], outcome: Outcome, { place, name }: Target): string {
  const { risks, trap, provider, sources, deviceLogic } = outcome;
  const before =
    kit.inputs.length === 0
      ? []
      : ['## First', 'Put into this folder:', list(kit.inputs.map(({ path, about }) => `\`${path}\`: ${about}`))];
  return `${[
    `# ${name}: ${outcome.name}`,
    `Made by \`certprov advise\` for account ${place.account} in ${place.region}. ${outcome.inShort}`,
    'The scripts need a POSIX shell (on Windows: Git Bash or WSL), the AWS CLI and, where there is a function, `zip`. Read them before you run them: they are a list of commands with a comment above each.',
    ...before,
    '## Apply',
    '```sh\nsh apply.sh\n```',
    'It looks at the account number first and stops at the first command that fails. What later commands need is kept in `kept.env`.',
    '## The first device',
    paragraphs(kit.firstDevice),
    '## What the firmware does',
    list(deviceLogic),
    '## Undo',
    'First the devices, one by one, then the rest:',
    '```sh\nsh remove-device.sh SN-0001\nsh undo.sh\n```',
    'The log groups of functions stay. So does what the devices keep on their side: a certificate that is deleted here is not erased there.',
    '## Know',
    list([...(trap === undefined ? [] : [trap]), ...risks]),
    '## With a certificate provider',
    provider.says,
    '## Files',
    list(files.map(({ path, about }) => `\`${path}\`: ${about}`)),
    '## Sources',
    list(sources.map((url) => `<${url}>`)),
  ].join('\n\n')}\n`;
}
