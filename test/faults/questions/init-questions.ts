import type { Account } from '../../e2e/account.ts';
import { ask, choose, choosePlainly, narrowed, onTheWay, type AskingCommand } from './question.ts';

const INIT = ['init', '--sandbox', '--no-canary'];

/** What `init` asks of somebody who does not take what is recommended. */
export function initQuestions(seeded: Account, shared: Account): AskingCommand[] {
  const elsewhere = choose('which CA it uses', 'Which CA does acme-iot-signer use?');
  return [
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
