import { generateKeyPairSync } from 'node:crypto';
import type { Account } from '../../e2e/account.ts';
import { BEARER, type startExternalCa } from '../../e2e/external-server.ts';
import { ask, choose, narrowed, onTheWay, type AskingCommand, type Question } from './question.ts';

const COLUMN = 'init, external CA';
const INIT = ['init', '--sandbox', '--no-canary', '--create-function'];
/** Nobody is asked before all questions are answered. */
const URL = ['--ca-url', 'https://127.0.0.1:1/ca'];
const PUBLIC_ROOTS = ['--tls-roots', 'public'];
const FINGERPRINT = 'ab'.repeat(32);
const DOWN = '\u001b[B';

/** Each entry has the questions of one kind of CA, or of one way in which its server knows the signer. */
export function externalQuestions(
  seeded: Account,
  withCa: Account,
  ca: Awaited<ReturnType<typeof startExternalCa>>,
): AskingCommand[] {
  const asks = (
    flags: readonly string[],
    questions: readonly Question[] | ((account: Account) => readonly Question[]),
    before = seeded,
  ): AskingCommand => ({
    column: COLUMN,
    before,
    args: () => [...INIT, ...flags],
    questions: typeof questions === 'function' ? questions : () => questions,
  });
  const way = choose('', 'How does the webhook know the signer?');
  const estWay = choose('', 'How does the signer show the EST server');
  const login = choose('', 'How does the signer log in?');
  const provisioner = choose('', 'Of which kind is the provisioner?');
  const vault = ['--ca-kind', 'vault', ...URL, ...PUBLIC_ROOTS];
  const inVault = [...vault, '--vault-mount', 'pki', '--vault-role', 'iot'];
  const est = ['--ca-kind', 'est', ...URL, ...PUBLIC_ROOTS];
  const webhook = ['--ca-kind', 'webhook', ...URL, ...PUBLIC_ROOTS];
  const stepCa = ['--ca-kind', 'step-ca', ...URL];
  const ownKey = ['--ca-kind', 'secret'];
  return [
    asks(
      [],
      [
        onTheWay(choose('', 'Which CA issues the certificates?', 'my own')),
        narrowed('my own CA elsewhere', 'which CA, narrowed'),
        choose('where the CA is', 'Where is your CA?', 'webhook'),
        narrowed('webhook', 'where the CA is, narrowed'),
        ask('URL of a webhook', 'URL of the webhook'),
      ],
    ),
    asks(['--ca-kind', 'webhook'], (account) => [
      onTheWay(ask('', 'URL of the webhook', `${ca.origin}/sign\r`)),
      ask('TLS root', "File with the root of the server's TLS", `${account.file('roots.pem', ca.rootsPem)}\r`),
      choose('how a webhook knows the signer', 'How does the webhook know the signer?', 'bearer'),
      narrowed('bearer token', 'how a webhook knows the signer, narrowed'),
      ask('bearer token', 'Bearer token', `${BEARER}\r`),
      ask('CA certificate', 'File with the certificate of the CA', `${account.file('ca.pem', ca.issuerPem)}\r`),
      ask('validity', 'For how many days is a certificate valid?'),
      choose('Go on with these devices?', 'Go on with these devices?'),
      ask('File or folder with CSRs', 'File or folder with CSRs of your devices'),
      choose('Prepare it now?', 'Prepare it now?'),
    ]),
    asks(webhook, [onTheWay(way), ask('shared key', 'Shared key')]),
    asks(webhook, (account) => [
      onTheWay({ ...way, answer: `${DOWN}${DOWN}\r` }),
      ask('client certificate', 'File with the client certificate', `${account.file('client.pem', ca.rootsPem)}\r`),
      ask('key of the client certificate', 'File with its private key'),
    ]),

    asks(['--ca-kind', 'est'], [ask('URL of EST', 'URL of the EST server')]),
    asks(est, (account) => [
      { ...estWay, name: 'how EST knows the signer' },
      ask('RA certificate', 'File with the RA certificate', `${account.file('ra.pem', ca.rootsPem)}\r`),
      ask('key of the RA certificate', 'File with its private key'),
    ]),
    asks(est, [
      onTheWay({ ...estWay, answer: `${DOWN}\r` }),
      ask('user', 'User', 'acme\r'),
      ask('password', 'Password'),
    ]),
    asks(est, [
      onTheWay({ ...estWay, answer: `${DOWN}${DOWN}\r` }),
      ask('name of the header', 'Name of the header'),
      ask('value of the header', 'Value of Authorization'),
    ]),

    asks(['--ca-kind', 'step-ca'], [ask('URL of step-ca', 'URL of step-ca')]),
    asks(stepCa, [
      ask('fingerprint of the root', 'Fingerprint of its root', `${FINGERPRINT}\r`),
      ask('provisioner', 'Name of the provisioner', 'iot\r'),
      { ...provisioner, name: 'kind of provisioner' },
      ask('JWK', "File with the provisioner's private JWK"),
    ]),
    asks([...stepCa, '--root-fingerprint', FINGERPRINT, '--provisioner', 'iot'], (account) => [
      onTheWay({ ...provisioner, answer: `${DOWN}\r` }),
      ask('X5C certificate', 'File with the certificate of the signer', `${account.file('x5c.pem', ca.rootsPem)}\r`),
      ask('key of the X5C certificate', 'File with its private key'),
    ]),

    asks(['--ca-kind', 'vault'], [ask('address of Vault', 'Address of Vault or OpenBao')]),
    asks(vault, [
      ask('PKI engine', 'Path of the PKI engine'),
      ask('role for signing', 'Role for sign-verbatim', 'iot\r'),
      { ...login, name: 'how the signer logs in' },
      ask('role_id', 'role_id', 'a-role\r'),
      ask('secret_id', 'secret_id'),
    ]),
    asks(inVault, [onTheWay({ ...login, answer: `${DOWN}\r` }), ask('AWS role', 'Role of the AWS auth method')]),
    asks(inVault, [onTheWay({ ...login, answer: `${DOWN}${DOWN}\r` }), ask('token', 'Token')]),

    asks(['--ca-kind', 'kms'], [choose('KMS key', "Which KMS key is your CA's key?")], withCa),
    asks(ownKey, (account) => [
      choose('where the key of the CA is', 'Where is the key of the CA?'),
      ask('key file', 'File with the private key of the CA', `${account.file('ca.key', encryptedKey())}\r`),
      ask('passphrase', 'Passphrase of the key'),
    ]),
  ];
}

const encryptedKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'of the test' })
    .toString();
