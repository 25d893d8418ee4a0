import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../../e2e/account.ts';
import { QUESTIONS } from '../../e2e/walk.ts';
import { ask, choose, choosePlainly, narrowed, onTheWay, type AskingCommand, type Question } from './question.ts';

const INIT = ['init', '--sandbox', '--no-canary'];

/** What `init` asks of somebody who does not take what is recommended. */
export function initQuestions(accounts: {
  readonly seeded: Account;
  readonly shared: Account;
  readonly prepared: Account;
}): AskingCommand[] {
  const { seeded, shared, prepared } = accounts;
  const elsewhere = choose('which CA it uses', 'Which CA does acme-iot-signer use?');
  const toPlan = QUESTIONS.slice(
    0,
    QUESTIONS.findIndex(({ name }) => name === 'prepare'),
  ).map(({ ready, recommended }) => ({ name: undefined, ready, answer: recommended }));
  const fromPlan = (word: string, question: Question): AskingCommand => ({
    column: 'init',
    before: seeded,
    args: () => INIT,
    questions: () => [...toPlan, onTheWay(choose('', 'Prepare it now?', word)), onTheWay(narrowed(word)), question],
  });
  return [
    fromPlan('show the permission', choose('a look at the permission', 'Seen?')),
    fromPlan('change an answer', choose('which answer is to be another', 'Which answer?')),
    fromPlan('save the plan', ask('the file for the plan', 'File for the plan')),
    {
      column: 'init',
      before: seeded,
      args: (account) => keepingAnswers(account),
      questions: () => [choose('answers of before', 'Go on with your answers of')],
    },
    {
      column: 'init',
      before: prepared,
      args: () => [...INIT, '--create-function', '--ca', 'Acme Device CA P384', '--validity-days', '30'],
      questions: () => [choose('what is prepared in another way', 'It is prepared in another way. What now?')],
    },
    {
      column: 'init',
      before: seeded,
      args: () => INIT,
      questions: () => [
        onTheWay(choose('', 'Which Lambda function signs', 'create …')),
        narrowed('create …', 'which function, narrowed'),
        ask('its name', 'Name of the new function'),
        ask('its memory', 'Memory in MB'),
        choose('its architecture', 'Architecture'),
      ],
    },
    {
      column: 'init',
      before: shared,
      args: () => INIT,
      questions: () => [
        onTheWay(choose('', 'Which Lambda function signs', 'create certprov')),
        onTheWay(narrowed('create certprov-signer')),
        onTheWay(choose('', 'Which CA issues the certificates?', 'corp shared')),
        { name: undefined, ready: /❯ Corp Shared CA[^]*shared by/, answer: '\r' },
        choose('the template of a shared CA', 'By which template does account'),
      ],
    },
    {
      column: 'init, in plain lines',
      before: seeded,
      args: () => INIT,
      env: { CERTPROV_ACCESSIBLE: '1' },
      questions: () => [
        choosePlainly('function', 'Which Lambda function signs'),
        choosePlainly('authority', 'Which CA issues the certificates?'),
        ask('validity', 'For how many days'),
        choosePlainly('impact', 'Go on with these devices?'),
        ask('devices', 'File or folder with CSRs of your devices'),
        choosePlainly('prepare', 'Prepare it now?'),
      ],
    },
    {
      column: 'init, own function',
      before: seeded,
      args: () => [...INIT, '--function', 'acme-iot-signer'],
      questions: () => [
        elsewhere,
        choose('Go on with these devices?', 'Go on with these devices?'),
        ask('File or folder with CSRs', 'File or folder with CSRs of your devices'),
        choose('Prepare it now?', 'Prepare it now?'),
      ],
    },
    {
      column: 'init, own function',
      before: seeded,
      args: () => [...INIT, '--function', 'acme-iot-signer'],
      questions: () => [
        onTheWay({ ...elsewhere, answer: 'a CA elsewhere' }),
        narrowed('a CA elsewhere', 'which CA it uses, narrowed'),
        ask('the certificate of its CA', "File with the CA's certificate (PEM)"),
      ],
    },
  ];
}

/** A run that was stopped behind its first question. */
function keepingAnswers({ home }: Account): readonly string[] {
  const folder = join(home, 'answers', '000000000000-us-east-1');
  const answers = [{ question: 'any', flag: '--function', message: 'any', answer: 'any', shown: 'any' }];
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'init.json'), JSON.stringify({ at: '2026-12-01T05:00:00Z', answers }), { mode: 0o600 });
  return INIT;
}
