import { Option, type Command } from 'commander';
import { ACCOUNT, type AccountPlace } from '../aws/arn.ts';
import { partitionOf, REGION } from '../partitions.ts';
import { withAccountOptions, type AccountFlags } from '../commands/common-options.ts';
import type { InvokePolicyFlags, OperatorPolicyFlags, SignerPolicyFlags } from '../commands/policy.ts';
import { usageInvalid, type ExitCode } from '../errors.ts';
import { TASKS } from '../commands/policy/reads.ts';
import { caTemplateOption } from './ca-template-option.ts';
import { EXTERNAL_KINDS } from '../deployment/deployed-signer.ts';
import type { Output } from '../terminal/output.ts';
import {
  withEncryptionKey,
  withGivenRole,
  withInVpc,
  withLogRetention,
  withRoleOptions,
  withTagsOption,
} from './landing-zone-options.ts';
import type { Runner } from './runner.ts';

interface PlaceFlags extends AccountFlags {
  readonly account?: string;
}

type Printer = (place: AccountPlace, output: Output) => ExitCode;

const CA_KINDS = ['acm-pca', ...EXTERNAL_KINDS.map(({ kind }) => kind)];

export function declarePolicy(program: Command, run: Runner): void {
  const policy = program
    .command('policy')
    .summary('the least that has to be allowed, as JSON: to you, to the signer, to AWS IoT')
    .helpCommand(false);
  withRoles(withCa(declared(policy, 'operator')))
    .summary('identity-based policy for whoever runs certprov')
    .addOption(tasksOption())
    .option('--provider-name <name>', 'name of the certificate provider', 'certprov')
    .action(async (flags: OperatorPolicyFlags & PlaceFlags) => {
      const { printOperatorPolicy } = await import('../commands/policy.ts');
      await at(flags, run, (place, output) => printOperatorPolicy(flags, place, output));
    });
  withLogRetention(withInVpc(withEncryptionKey(withCa(declared(policy, 'signer')))))
    .summary("policy of the signer's role, as init puts it there")
    .addOption(caTemplateOption())
    .option('--ca-secret <name>', 'secret: a secret that holds the key already')
    .action(async (flags: SignerPolicyFlags & PlaceFlags) => {
      const { printSignerPolicy } = await import('../commands/policy.ts');
      await at(flags, run, (place, output) => printSignerPolicy(flags, place, output));
    });
  withTagsOption(withRoles(withCa(named(policy, 'check'))))
    .summary('whether you may do it: asks IAM to simulate your policies, and changes nothing')
    .description(
      'Asks iam:SimulatePrincipalPolicy whether you may do what the tasks take. Exit code 0: all of it; 3: something is denied; 1: nothing is, and something could not be checked.',
    )
    .addOption(tasksOption())
    .option('--provider-name <name>', 'name of the certificate provider', 'certprov')
    .action(async (flags: OperatorPolicyFlags & AccountFlags) => {
      await run.account({ does: 'read' }, flags, async (context) =>
        (await import('../commands/policy-check.ts')).runPolicyCheck(flags, context),
      );
    });
  declared(policy, 'invoke')
    .summary('statement on the function that lets AWS IoT invoke it')
    .option('--provider-name <name>', 'name of the certificate provider', 'certprov')
    .action(async (flags: InvokePolicyFlags & PlaceFlags) => {
      const { printInvokePolicy } = await import('../commands/policy.ts');
      await at(flags, run, (place, output) => printInvokePolicy(flags, place, output));
    });
}

const withRoles = (command: Command): Command =>
  withLogRetention(withInVpc(withEncryptionKey(withGivenRole(withRoleOptions(command)))));

const tasksOption = (): Option =>
  new Option('--for <tasks...>', 'what you are there for (default: all of it)').choices(TASKS);

const named = (policy: Command, name: string): Command =>
  withAccountOptions(policy.command(name)).option(
    '--function <name>',
    'name of the function that signs',
    'certprov-signer',
  );

const declared = (policy: Command, name: string): Command =>
  named(policy, name).option('--account <number>', 'AWS account; with --region nothing is asked of AWS');

const withCa = (command: Command): Command =>
  command
    .addOption(new Option('--ca-kind <kind>', 'where the CA is').choices(CA_KINDS).default('acm-pca'))
    .option('--ca <arn>', 'acm-pca: ARN of the AWS Private CA')
    .option('--kms-key <arn>', 'kms: ARN of the key');

/** Where no account is named, it is the one whose credentials are there. */
async function at(flags: PlaceFlags, run: Runner, print: Printer): Promise<void> {
  const { account, region, sandbox } = flags;
  if (account === undefined)
    return run.account({ does: 'read' }, flags, async ({ place, output }) => print(place, output));
  await run.local(flags, async ({ output }) => {
    if (sandbox) throw usageInvalid('--account and --sandbox exclude each other');
    if (region === undefined) throw usageInvalid('--account needs --region', 'add --region <region>');
    for (const [flag, text, { pattern, says }] of [
      ['--account', account, ACCOUNT],
      ['--region', region, REGION],
    ] as const)
      if (!pattern.test(text)) throw usageInvalid(`${flag} ${text}: ${says}`);
    return print({ account, region, partition: partitionOf(region).id }, output);
  });
}
