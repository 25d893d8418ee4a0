import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { answersTo, QUESTIONS, type QuestionId } from '../../../src/commands/advise/questions.ts';
import type { Account } from '../../e2e/account.ts';
import { ask, choose, narrowed, onTheWay, type AskingCommand, type Question } from './question.ts';

export interface Accounts {
  readonly seeded: Account;
  readonly enabled: Account;
  /** With a CA whose key is in KMS. */
  readonly withCa: Account;
}

/** What every other command asks. */
export function otherQuestions({ seeded, enabled, withCa }: Accounts): AskingCommand[] {
  const deleteIt = ask('Delete it now?', 'Delete the certificate provider');
  const comesIn = choose('how it comes in', 'How does the device come in?');
  const provision = ({ home }: Account) => ['device', 'provision', '--sandbox', '--out-dir', `${home}/out`];
  return [
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
      args: provision,
      questions: () => [
        comesIn,
        ask('template', 'Which provisioning template registers', 'sens'),
        { ...narrowed('acme-sensors', 'template, narrowed'), ready: /❯ acme-sensors/ },
        ask('a parameter', "The template's parameter SerialNumber:"),
      ],
    },
    {
      column: 'device provision',
      before: enabled,
      args: provision,
      questions: ({ home }) => [
        onTheWay({ ...comesIn, answer: '\u001b[B\r' }),
        ask('claim certificate', 'File of the claim certificate:', `${home}/claim.pem\r`),
        ask('key of the claim', 'File of its private key:'),
      ],
    },
    {
      column: 'ca create',
      before: seeded,
      args: () => ['ca', 'create', '--sandbox'],
      questions: ({ home }) => [
        ask('subject', 'Subject of the CA', 'CN=Own\r'),
        ask('file', 'File for its certificate', `${home}/${randomBytes(4).toString('hex')}.pem\r`),
        ask('Make it now?', 'Make this CA now?'),
      ],
    },
    {
      column: 'ca create',
      before: seeded,
      args: () => ['ca', 'create', '--sandbox', '--request', '--subject', 'CN=Own'],
      questions: () => [ask('file of a request', 'File for the request')],
    },
    {
      column: 'ca delete',
      before: withCa,
      args: () => ['ca', 'delete', '--sandbox', 'alias/certprov-device-ca'],
      questions: () => [ask('its name', 'Type alias/certprov-device-ca')],
    },
    {
      column: 'rollback --profile',
      before: seeded,
      args: () => ['rollback', '--profile', 'mfa'],
      env: withMfaProfile(),
      questions: () => [ask('code of the MFA device', 'Code of the MFA device ')],
    },
    ...adviseQuestions(seeded),
  ];
}

/** A profile whose role wants a code: it is asked for before the first request, which would go nowhere. */
function withMfaProfile(): Record<string, string> {
  const config = join(mkdtempSync(join(inject('scratch'), 'mfa-')), 'config');
  const role = ['role_arn = arn:aws:iam::000000000000:role/operators', 'source_profile = base'];
  writeFileSync(
    config,
    ['[profile mfa]', ...role, 'mfa_serial = arn:aws:iam::000000000000:mfa/phone', '[profile base]', ...keys].join(
      '\n',
    ),
  );
  return { AWS_CONFIG_FILE: config, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
}

const keys = [
  'aws_access_key_id = AKIAIOSFODNN7EXAMPLE',
  `aws_secret_access_key = ${randomBytes(30).toString('base64')}`,
];

/** One way through all questions that can be asked, and the one that needs a bucket. */
function adviseQuestions(before: Account): AskingCommand[] {
  const one = (id: QuestionId, answer: string): Question => {
    const nth = Object.keys(answersTo(id)).indexOf(answer);
    return choose(QUESTIONS[id].flag, QUESTIONS[id].message, `${'\u001b[B'.repeat(nth)}\r`);
  };
  const installed = onTheWay(one('installedBeforeDelivery', 'yes'));
  const fleet = onTheWay(one('purpose', 'fleet'));
  return [
    {
      column: 'advise',
      before,
      args: () => ['advise'],
      questions: () => [
        one('purpose', 'fleet'),
        one('installedBeforeDelivery', 'no'),
        one('installer', 'no'),
        one('manufacturer', 'claim'),
      ],
    },
    {
      column: 'advise',
      before,
      args: () => ['advise'],
      questions: () => [
        fleet,
        installed,
        one('issuer', 'own'),
        one('severalAccounts', 'no'),
        one('admission', 'certificate'),
      ],
    },
    {
      column: 'advise',
      before,
      args: ({ home }) => ['advise', '--way', 'bulk', '--out-dir', `${home}/kit`],
      questions: () => [
        ask('account', 'Number of the AWS account?', '000000000000\r'),
        ask('Region', 'Region?', 'us-east-1\r'),
        ask('bucket', 'S3 bucket in that Region'),
      ],
    },
  ];
}
