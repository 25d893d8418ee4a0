import { Command } from 'commander';
import { withAdviseOptions } from '../commands/advise-options.ts';
import {
  mqttPortOption,
  several,
  withAccountOptions,
  wholeNumber,
  type AccountFlags,
} from '../commands/common-options.ts';
import type { AdviseFlags } from '../commands/advise.ts';
import type { CanaryFlags } from '../commands/canary.ts';
import type { DryRunFlags } from '../commands/dry-run.ts';
import type { ImpactFlags } from '../commands/impact.ts';
import type { RollbackFlags } from '../commands/rollback.ts';
import { HELP_COLUMNS } from './help-columns.ts';
import { declareCa } from './declare-ca.ts';
import { declareDevice } from './declare-device.ts';
import { declareInit } from './declare-init.ts';
import { declarePolicy } from './declare-policy.ts';
import { declareSandbox } from './declare-sandbox.ts';
import { withRoleOptions, withTagsOption } from './landing-zone-options.ts';
import type { AccountCommand, Runner } from './runner.ts';
import { safeText } from '../terminal/safe-text.ts';

const EXIT_CODES = `
Exit codes: 0 done · 1 failed · 2 usage, or an answer missing · 3 blocked by a
finding · 4 undo incomplete, a person is needed · 130 cancelled

Environment: CERTPROV_HOME folder of the journals · CERTPROV_ACCESSIBLE=1 asks
line by line, for screen readers · CERTPROV_ASCII=1 draws with ASCII ·
CERTPROV_DEBUG=1 adds the stack of an error · NO_COLOR=1 no colours`;

/** The command line, by the name that it has on this machine. What a command does is loaded only when it runs. */
export function buildProgram(version: string, run: Runner, name = 'certprov'): Command {
  const program = new Command(name)
    .description('Moves an AWS account from "AWS signs every device certificate" to "our own CA signs them", and back.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command...]', 'print the help of a command')
    .configureOutput({
      getOutHelpWidth: () => helpWidth(process.stdout),
      getErrHelpWidth: () => helpWidth(process.stderr),
      outputError: (message, write) => write(safeRefusal(message)),
    })
    .addHelpText('afterAll', EXIT_CODES)
    .showHelpAfterError(`(${name} --help shows what there is)`);
  declareInit(program, run);
  declareImpact(program, run);
  declareDryRun(program, run);
  declareStatus(program, run);
  declareCanary(program, run);
  declareRollback(program, run);
  declareCa(program, run);
  declareDevice(program, run);
  declareAdvise(program, run);
  declarePolicy(program, run);
  declareSandbox(program, run);
  declareSchema(program, run);
  return program;
}

/** It has words of the command line in it, which may come out of a file or from somebody else. */
const safeRefusal = (message: string): string =>
  `${message
    .trimEnd()
    .split(/\n(?=\(Did you mean )/)
    .map((line) => safeText(line))
    .join('\n')}\n`;

const helpWidth = ({ columns }: { readonly columns?: number }): number =>
  Math.min(columns || HELP_COLUMNS, HELP_COLUMNS);

const IMPACT: AccountCommand<'read'> = {
  does: 'read',
  readsState: true,
  warms: ['iot', 'cloudwatch', 'lambda', 'cloudtrail'],
};

function declareImpact(program: Command, run: Runner): void {
  withAccountOptions(program.command('impact'))
    .summary('which devices of this account a certificate provider touches')
    .description(
      'Reads templates, claim policies, registered CAs and metrics: who will be signed by your CA, what may go wrong, how fast devices can be provisioned. Changes nothing.',
    )
    .option('--ca <ca>', 'ARN, id or common name of the AWS Private CA that is to issue')
    .option('--ca-certificate <file>', 'certificate of the CA that is to issue, when it is not an AWS Private CA')
    .option('--fleet-size <n>', 'devices to bring in, to show how long that takes', wholeNumber)
    .action(async (flags: ImpactFlags & AccountFlags) => {
      await run.account(IMPACT, flags, async (context) =>
        (await import('../commands/impact.ts')).runImpact(flags, context),
      );
    });
}

const DRY_RUN: AccountCommand<'try'> = { does: 'try', readsState: true, warms: ['iot', 'lambda', 'acm-pca'] };

function declareDryRun(program: Command, run: Runner): void {
  withAccountOptions(program.command('dry-run'))
    .summary('sign a CSR through the real function and judge the certificate')
    .description(
      "Invokes the function that is, or would be, the provider's. Changes no setting; issues one real certificate per run.",
    )
    .option(
      '--csr <file>',
      'PEM or DER certification request, once for each, or a folder of them (- for standard input); without it one is made',
      several,
    )
    .option('--key-type <type>', 'key of the CSR that is made: ec-p256, ec-p384, ec-p521, rsa-2048, rsa-3072, rsa-4096')
    .option('--function <name>', "name or ARN of the function (default: the provider's, or the one that init prepared)")
    .option('--ca <ca>', 'ARN, id or common name of the Private CA that the function uses')
    .option('--ca-certificate <file>', 'certificate of the CA that the function uses')
    .option(
      '--runs <n>',
      'invocations, each with a certificate: the first may be cold, the others are warm',
      wholeNumber,
    )
    .option('--out <file>', 'write the certificate there (never over an existing file)')
    .action(async (flags: DryRunFlags & AccountFlags) => {
      await run.account(DRY_RUN, flags, async (context) =>
        (await import('../commands/dry-run.ts')).runDryRun(flags, context),
      );
    });
}

const STATUS: AccountCommand<'read'> = {
  does: 'read',
  readsState: true,
  warms: ['iot', 'lambda', 'cloudwatch', 'acm-pca'],
};

function declareStatus(program: Command, run: Runner): void {
  withAccountOptions(program.command('status'))
    .summary('who signs now, since when, and whether it works')
    .action(async (flags: AccountFlags) => {
      await run.account(STATUS, flags, async (context) => (await import('../commands/status.ts')).runStatus(context));
    });
}

const CANARY: AccountCommand<'change'> = { does: 'change', warms: ['iot', 'lambda'] };

function declareCanary(program: Command, run: Runner): void {
  const canary = withAccountOptions(program.command('canary'))
    .summary('test the switch with one device; roll back if it fails')
    .description(
      'Asks AWS IoT for a certificate as a device of a trusted user does, and judges it. Registers no thing. When devices would be refused, AWS signs again.',
    )
    .option('--ca <ca>', 'ARN, id or common name of the Private CA that has to be the issuer')
    .option('--ca-certificate <file>', 'certificate of the CA that has to be the issuer')
    .option('--template <name>', 'provisioning template for the claim (default: any fleet template)')
    .option('--csr <file>', 'CSR to send (- for standard input); without it one is made')
    .option('--key-type <type>', 'key of the CSR that is made: ec-p256, ec-p384, ec-p521, rsa-2048, rsa-3072, rsa-4096')
    .option('--no-auto-rollback', 'keep the switch even when the canary fails')
    .addOption(mqttPortOption())
    .optionsGroup('Where no template is there, and the canary makes one with its role (docs/landing-zones.md):');
  withTagsOption(withRoleOptions(canary)).action(async (flags: CanaryFlags & AccountFlags) => {
    await run.account(CANARY, flags, async (context) =>
      (await import('../commands/canary.ts')).runCanary(flags, context),
    );
  });
}

const ROLLBACK: AccountCommand<'change'> = { does: 'change', warms: ['iot', 'lambda', 'iam'] };

function declareRollback(program: Command, run: Runner): void {
  withAccountOptions(program.command('rollback'))
    .summary('give signing back to AWS, in one step')
    .option('--all', 'remove as well what certprov created, once no call can be on its way any more')
    .option('--provider <name>', 'delete this provider even though certprov did not make it')
    .option(
      '--wait <seconds>',
      'with --all: wait so long between the provider and the rest (default: 300)',
      wholeNumber,
    )
    .option('--yes', 'answer the question')
    .option('--confirm <account/region>', 'stop unless these are the account and Region in use')
    .action(async (flags: RollbackFlags & AccountFlags) => {
      await run.account(ROLLBACK, flags, async (context) =>
        (await import('../commands/rollback.ts')).runRollback(flags, context),
      );
    });
}

function declareSchema(program: Command, run: Runner): void {
  program
    .command('schema')
    .argument('[command...]', 'e.g. status, or policy check')
    .summary('the JSON Schema of what a command prints with --json')
    .description(
      'Prints the JSON Schema (draft 2020-12) of the document that a command prints with --json; without a command, of any of them.',
    )
    .option('--json', 'the same: a schema is JSON anyway; an error is a document too')
    .action(async (words: readonly string[], flags: { readonly json?: boolean }) => {
      await run.local(flags, async (tools) => (await import('../commands/schema.ts')).runSchema(words, tools));
    });
}

function declareAdvise(program: Command, run: Runner): void {
  withAdviseOptions(program.command('advise')).action(async (flags: AdviseFlags) => {
    await run.local(flags, async (tools) => (await import('../commands/advise.ts')).runAdvise(flags, tools));
  });
}
