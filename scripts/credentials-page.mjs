import { CASES, PROFILES } from '../test/interop/identity/cases.mjs';
import { inWords } from '../test/interop/identity/in-words.mjs';
import { withSection } from './marked-section.mjs';

const code = (text) => `\`${text}\``;

/** Flags and variables are typed; what the machine is like is told. */
const typed = (words) => words.map((word) => (/^(--profile |AWS_)/.test(word) ? code(word) : word)).join(', ');

const IDENTITIES = {
  environment: 'the keys of the environment',
  container: 'the role of the container',
  instance: 'the role of the instance',
};

function outcome({ is, error, says, note, awsCli }) {
  if (error !== undefined) return `${code(error)}: …${says}…`;
  const who = IDENTITIES[is] ?? `profile ${code(is)}`;
  return `${who}${note ? `; said: …${note}…` : ''}${awsCli ? ' (the AWS CLI refuses)' : ''}`;
}

/** docs/credentials.md with what the interop suite `identity` holds against the AWS CLI. */
export function credentialsPage(page, table) {
  const cases = table(
    ['#', 'set', 'certprov, and the AWS CLI in the same shell'],
    CASES.map((case_, index) => [index + 1, typed(inWords(case_)), outcome(case_)]),
  );
  const profiles = table(
    ['profile', 'holds'],
    Object.entries(PROFILES).map(([name, holds]) => [code(name), holds]),
  );
  return withSection(withSection(page, 'made', 'cases', cases), 'made', 'profiles', profiles);
}
