import { Option, type Command } from 'commander';
import { wholeNumber } from '../commands/common-options.ts';
import type { FaultFlags, PolicyFlags, ResetFlags, ServeFlags } from '../commands/sandbox.ts';
import { POLICY_KINDS } from '../sandbox/policy-kinds.ts';
import type { Runner } from './runner.ts';

export function declareSandbox(program: Command, run: Runner): void {
  const sandbox = program
    .command('sandbox')
    .summary('the embedded account, for certprov and any other AWS client')
    .helpCommand(false);
  sandbox
    .command('serve')
    .summary('serve the account on 127.0.0.1 until Ctrl-C')
    .option('--port <n>', 'port to listen on', wholeNumber)
    .option('--proxy', "under AWS's own names, behind a proxy that knows CONNECT, and in no other way")
    .option('--json', 'print one JSON document to standard output')
    .action(async (flags: ServeFlags) => {
      await run.local(flags, async (tools) => (await import('../commands/sandbox.ts')).serveSandbox(flags, tools));
    });
  sandbox
    .command('info')
    .summary('environment variables for other clients, and what the account holds')
    .option('--json', 'print one JSON document to standard output')
    .action(async (flags: { json?: boolean }) => {
      await run.local(flags, async (tools) => (await import('../commands/sandbox.ts')).showSandbox(tools));
    });
  sandbox
    .command('reset')
    .summary('forget everything and seed the account anew')
    .option(
      '--like <name...>',
      'with what only some accounts have: http-renewals (certificates renewed over HTTP), landing-zone (rules of an organization), shared-ca (CAs that another account shares), vpc (networks for functions)',
    )
    .option('--json', 'print one JSON document to standard output')
    .action(async (flags: ResetFlags) => {
      await run.local(flags, async (tools) => (await import('../commands/sandbox.ts')).resetSandbox(flags, tools));
    });
  sandbox
    .command('policy')
    .summary('what you may do in the account: an identity-based policy, or everything again')
    .argument('[file]', 'JSON of the policy (- for standard input)')
    .addOption(
      new Option(
        '--kind <kind>',
        "what the file is; a session's policy is seen by no simulation (default: identity)",
      ).choices(POLICY_KINDS),
    )
    .option('--none', 'you may do everything again; with --kind, as far as that kind goes')
    .option('--json', 'print one JSON document to standard output')
    .action(async (file: string | undefined, flags: PolicyFlags) => {
      await run.local(flags, async (tools) =>
        (await import('../commands/sandbox.ts')).limitOperator(file, flags, tools),
      );
    });
  sandbox
    .command('idle')
    .summary('a function that nobody invoked for weeks: Inactive until the next invocation, which is refused')
    .argument('<function>', 'its name')
    .option('--json', 'print one JSON document to standard output')
    .action(async (functionName: string, flags: { json?: boolean }) => {
      await run.local(flags, async (tools) => (await import('../commands/sandbox.ts')).makeIdle(functionName, tools));
    });
  sandbox
    .command('network')
    .summary('what devices meet on their way: a port that is closed, cut off or silent')
    .argument('<port>', "AWS IoT's: 8883 or 443")
    .argument('<state>', 'open, refused, reset or silent')
    .option('--json', 'print one JSON document to standard output')
    .action(async (port: string, state: string, flags: { json?: boolean }) => {
      await run.local(flags, async (tools) =>
        (await import('../commands/sandbox.ts')).changeNetwork(port, state, tools),
      );
    });
  sandbox
    .command('fault')
    .summary('order a failure: the next calls of an operation go wrong as AWS would let them')
    .argument('<operation>', 'e.g. CreateRole, or * for every call')
    .argument(
      '<kind>',
      'throttle, error-500, error-503, error-after, access-denied, explicit-deny, drop-before, drop-after, hang, delay, expired-token, clock-skew, stale-not-found, stale-read, stale-empty, invalid-state, limit-exceeded, already-exists, garbage',
    )
    .option('--times <n>', 'how often (default: once)', wholeNumber)
    .option('--always', 'until the next reset')
    .option('--delay-ms <n>', 'for the kinds delay and clock-skew', wholeNumber)
    .option('--json', 'print one JSON document to standard output')
    .action(async (operation: string, kind: string, flags: FaultFlags) => {
      await run.local(flags, async (tools) =>
        (await import('../commands/sandbox.ts')).orderFault(operation, kind, flags, tools),
      );
    });
}
