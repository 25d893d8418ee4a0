import { Option, type Command } from 'commander';
import {
  mqttPortOption,
  several,
  withAccountOptions,
  wholeNumber,
  type AccountFlags,
} from '../commands/common-options.ts';
import type { InitCommandFlags } from '../commands/init/init-flags.ts';
import { caTemplateOption } from './ca-template-option.ts';
import {
  withEncryptionKey,
  withGivenRole,
  withLogRetention,
  withRoleOptions,
  withTagsOption,
} from './landing-zone-options.ts';
import { requestedExtensionsOption, requestedNamesOption } from './requested-options.ts';
import type { AccountCommand, Runner } from './runner.ts';

/** Each command on a line of its own, so that it can be copied whatever its length. */
const examples = (program: string): string => `
Examples:
  every step, in the embedded account:
    ${program} init --sandbox
  what it would do, with what it recommends:
    ${program} init --plan --yes
  with a CSR of each of your models tried:
    ${program} init --csr devices/ --ca <arn>`;

const INIT: AccountCommand<'change'> = {
  does: 'change',
  warms: ['iot', 'lambda', 'acm-pca', 'iam'],
  unattended: {
    noAnswers: [
      'sandbox',
      'region',
      'profile',
      'json',
      'yes',
      'providerName',
      'caCanary',
      'canary',
      'autoRollback',
      'withoutWayBack',
    ],
    line: ({ account, region }) => `init --yes --confirm ${account}/${region}`,
  },
};

export function declareInit(program: Command, run: Runner): void {
  const init = withAccountOptions(program.command('init').optionsGroup('Account, and output:'))
    .addHelpText('after', () => examples(program.name()))
    .summary('put your own CA behind CreateCertificateFromCsr, step by step')
    .description('The guided flow: function, CA, plan, preparation, trial signing, typed confirmation, switch.')
    .optionsGroup('What signs:')
    .option('--function <name>', 'name or ARN of an existing Lambda function that signs')
    .option('--create-function [name]', 'create the built-in signer (default name: certprov-signer)')
    .option('--memory <MB>', 'memory of the created function', wholeNumber)
    .addOption(new Option('--architecture <name>', 'of the created function').choices(['arm64', 'x86_64']))
    .option('--validity-days <n>', 'how long certificates of the created function are valid', wholeNumber)
    .addOption(requestedExtensionsOption())
    .addOption(requestedNamesOption())
    .option('--provider-name <name>', 'name of the certificate provider', 'certprov')
    .optionsGroup('Which CA:')
    .option('--ca <ca>', 'ARN, id or common name of the AWS Private CA')
    .option('--ca-certificate <file>', 'certificate of the CA that issues, when it is not an AWS Private CA')
    .addOption(caTemplateOption())
    .option('--fleet-size <n>', 'devices a month, to show what the CA costs', wholeNumber)
    .optionsGroup('A CA that is not an AWS Private CA (docs/external-ca.md):')
    .option('--ca-kind <kind>', 'acm-pca, kms, secret, est, step-ca, vault or webhook')
    .option('--kms-key <key>', 'kms: id, ARN or alias of the key')
    .option('--ca-key <file>', 'secret: private key of the CA (PEM, DER or PKCS#12), to be put into a secret')
    .option('--passphrase-file <file>', 'secret: file with the passphrase of that key')
    .option('--ca-secret <name>', 'secret: a secret that holds the key already')
    .option('--ca-url <url>', 'est, step-ca, vault, webhook: where the CA answers')
    .option('--ca-credentials <file>', 'JSON file with what the signer authenticates with')
    .option('--tls-roots <file>', "roots that vouch for the CA's server (PEM)")
    .option('--body-format <format>', 'est: base64-der (default) or pem')
    .option('--root-fingerprint <hex>', 'step-ca: SHA-256 of the root certificate')
    .option('--provisioner <name>', 'step-ca: name of the provisioner')
    .option('--vault-mount <path>', 'vault: path of the PKI engine (default: pki)')
    .option('--vault-role <name>', 'vault: role for sign-verbatim')
    .option('--vault-namespace <path>', 'vault: namespace')
    .option('--vault-auth <method>', 'vault: approle, aws-iam or token')
    .option('--vault-auth-mount <path>', 'vault: path of the auth method')
    .option('--vault-auth-role <name>', 'vault: role of the AWS auth method')
    .option('--no-ca-canary', 'do not have the CA sign a canary certificate from this machine')
    .optionsGroup('The trial, and the test of the switch:')
    .option(
      '--csr <file>',
      'CSR of a real device for the trial signing, once for each model, or a folder of them (- for standard input)',
      several,
    )
    .option('--key-type <type>', 'key of the CSR that is made: ec-p256, ec-p384, ec-p521, rsa-2048, rsa-3072, rsa-4096')
    .option('--no-canary', 'do not prove the switch with a device of its own')
    .addOption(mqttPortOption())
    .optionsGroup('Going on, and going back:')
    .option('--plan', 'show the plan and stop')
    .option('--yes', 'take the recommended answers; never the fleet-wide one')
    .option('--confirm <account/region>', 'the fleet-wide confirmation: the account and Region to switch')
    .option('--no-auto-rollback', 'keep the switch even when the canary fails')
    .option('--without-way-back', 'go on although you may not take the switch back; the journal keeps it')
    .optionsGroup('A function in a VPC (docs/vpc.md):')
    .option('--subnet-ids <ids>', 'subnets of the function that is created, with commas between them')
    .option('--security-group-ids <ids>', 'and its security groups')
    .optionsGroup('An account with rules of an organization (docs/landing-zones.md):');
  withLogRetention(withEncryptionKey(withGivenRole(withTagsOption(withRoleOptions(init))))).action(
    async (flags: InitCommandFlags & AccountFlags) => {
      await run.account(INIT, flags, async (context) => (await import('../commands/init.ts')).runInit(flags, context));
    },
  );
}
