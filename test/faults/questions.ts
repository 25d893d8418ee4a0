import { afterAll } from 'vitest';
import { Account } from '../e2e/account.ts';
import { BEARER, startExternalCa } from '../e2e/external-server.ts';
import type { COLUMNS } from './crash-commands.ts';

export interface Question {
  readonly name: string;
  /** On screen as soon as it can be answered. */
  readonly ready: RegExp;
  readonly answer: string;
}

/** A command other than the recommended `init`, and what it asks before it changes anything. */
export interface AskingCommand {
  readonly column: (typeof COLUMNS)[number];
  readonly before: Account;
  readonly args: (account: Account) => readonly string[];
  readonly questions: (account: Account) => readonly Question[];
}

const ask = (name: string, ready: RegExp, answer = '\r'): Question => ({ name, ready, answer });

export async function askingCommands(): Promise<AskingCommand[]> {
  const seeded = await Account.seeded();
  const enabled = await Account.enabled(seeded);
  const withCa = await seeded.after(({ home }) => [
    ...'ca create --sandbox --yes --subject CN=Own --out'.split(' '),
    `${home}/own.pem`,
  ]);
  const ca = await startExternalCa();
  afterAll(() => ca[Symbol.asyncDispose]());
  const deleteIt = ask('Delete it now?', /^\? Delete the certificate provider[^?]*\?[^?]*\(y\/N\)/m);
  return [
    {
      column: 'init, own function',
      before: seeded,
      args: () => ['init', '--sandbox', '--no-canary', '--function', 'acme-iot-signer'],
      questions: () => [
        ask('Which CA does it use?', /^\? Which CA does acme-iot-signer use\?[^]* move/m),
        ask('Prepare it now?', /^\? Prepare it now\?/m),
      ],
    },
    {
      column: 'init, external CA',
      before: seeded,
      args: () => ['init', '--sandbox', '--no-canary', '--create-function', '--ca-kind', 'webhook'],
      questions: (account) => [
        ask('URL', /^\? URL of the webhook/m, `${ca.origin}/sign\r`),
        ask('TLS root', /^\? File with the root of the server's TLS/m, `${account.file('roots.pem', ca.rootsPem)}\r`),
        ask('how it knows the signer', /^\? How does the webhook know the signer\?[^]* move/m, 'bearer'),
        ask('how it knows the signer, narrowed', /❯ bearer token[^]*1 of 1/),
        ask('a secret', /^\? Bearer token/m, `${BEARER}\r`),
        ask('CA', /^\? File with the certificate of the CA/m, `${account.file('ca.pem', ca.issuerPem)}\r`),
        ask('validity', /^\? For how many days is a certificate valid\?[^?]*\(365\)/m),
        ask('Prepare it now?', /^\? Prepare it now\?/m),
      ],
    },
    { column: 'rollback', before: enabled, args: () => ['rollback', '--sandbox'], questions: () => [deleteIt] },
    {
      column: 'rollback --all',
      before: enabled,
      args: () => ['rollback', '--all', '--sandbox'],
      questions: () => [deleteIt],
    },
    {
      column: 'device provision',
      before: enabled,
      args: ({ home }) => ['device', 'provision', '--sandbox', '--out-dir', `${home}/out`],
      questions: () => [
        ask('How does it come in?', /^\? How does the device come in\?[^]*❯ trusted user[^]* move/m),
        ask('Which template?', /^\? Which provisioning template[^]*❯ acme-cameras/m, 'sens'),
        ask('Which template? narrowed', /❯ acme-sensors/),
        ask('a parameter', /^\? The template's parameter SerialNumber:/m),
      ],
    },
    {
      column: 'ca create',
      before: seeded,
      args: () => ['ca', 'create', '--sandbox'],
      questions: ({ home }) => [
        ask('subject', /^\? Subject of the CA/m, 'CN=Own\r'),
        ask('file', /^\? File for its certificate/m, `${home}/new.pem\r`),
        ask('Make it now?', /^\? Make this CA now\?/m),
      ],
    },
    {
      column: 'ca delete',
      before: withCa,
      args: () => ['ca', 'delete', '--sandbox', 'alias/certprov-device-ca'],
      questions: () => [ask('its name', /^\? Type alias\/certprov-device-ca/m)],
    },
  ];
}
