import { join } from 'node:path';
import type { ChangesSent } from '../aws/connection/changes-sent.ts';
import type { ServiceName } from '../aws/connection/configured-endpoints.ts';
import { openAws, type AskMfaCode, type Aws } from '../aws/open-aws.ts';
import { awsCli } from './aws-cli.ts';
import { calledAs } from './called-as.ts';
import type { AccountFlags } from '../commands/common-options.ts';
import type { ChangingContext } from '../context.ts';
import type { DeviceEndpoint } from '../device/device-endpoint.ts';
import { usageInvalid } from '../errors.ts';
import type { Interrupt } from '../local/interrupt.ts';
import { onThisMachine, openDeviceEndpoint } from './open-device-endpoint.ts';
import { stateFolder } from '../local/state-folder.ts';
import { tellWaits } from './tell-waits.ts';
import type { Output } from '../terminal/output.ts';
import { createPrompter } from '../terminal/create-prompter.ts';
import type { Prompter } from '../terminal/prompter.ts';

/** AWS gives no number for "a few minutes". */
const AWS_PROPAGATION_SECONDS = 300;
/** No AWS account has this number; the sandbox is also used as a server, by its endpoint. */
const SANDBOX_ACCOUNT = '000000000000';
/** A return that fails is tried again for so long: a permission that is given is known within seconds. */
const RETURN_SECONDS = 60;
const SANDBOX_RETURN_SECONDS = 3;
/** Stands for AWS's few minutes in the sandbox, where nothing is on its way for longer. */
const SANDBOX_PROPAGATION_SECONDS = 2;

/** Flags of `init` that say where and how, not what: with these alone, a whole line can be offered. */
const NO_ANSWERS = new Set([
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
]);

/** What a command reads first is loaded while it is still explaining. */
const WARM: Readonly<Record<string, readonly ServiceName[]>> = {
  init: ['iot', 'lambda', 'acm-pca', 'iam'],
  impact: ['iot', 'cloudwatch', 'lambda'],
  'dry-run': ['iot', 'lambda', 'acm-pca'],
  status: ['iot', 'lambda', 'cloudwatch', 'acm-pca'],
  rollback: ['iot', 'lambda', 'iam'],
  canary: ['iot', 'lambda'],
};

export interface OpenedContext {
  readonly context: ChangingContext;
  close(): Promise<void>;
}

/** Connects to AWS or starts the embedded account, and finds out who and where we are. */
export async function openContext(
  command: string,
  flags: AccountFlags,
  output: Output,
  interrupt: Interrupt,
  changes: ChangesSent,
): Promise<OpenedContext> {
  if (flags.region === '' || flags.profile === '') throw usageInvalid('--region and --profile need a name');
  const home = stateFolder();
  const { onWait, quietly } = tellWaits(output);
  const sandbox = flags.sandbox ? await startSandbox(home, flags) : undefined;
  const aws = await openAws({
    region: flags.region,
    profile: flags.profile,
    askMfaCode: askMfaCodeAt(process.stdin, process.stderr, interrupt),
    sandbox: sandbox?.connection,
    changes,
    onWait,
  });
  const close = async (): Promise<void> => {
    aws.close();
    await sandbox?.close();
  };
  // Before the first request: it may fail because of it.
  if (aws.endpointNote !== undefined) output.say(`  ${aws.endpointNote}`);
  const deviceEndpoint = sandbox?.deviceEndpoint ?? (() => openDeviceEndpoint(aws, home));
  try {
    return {
      context: await makeContext(command, flags, aws, { home, output, interrupt, deviceEndpoint, changes, quietly }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function makeContext(
  command: string,
  flags: AccountFlags,
  aws: Aws,
  {
    deviceEndpoint,
    ...shared
  }: Pick<ChangingContext, 'home' | 'output' | 'interrupt' | 'deviceEndpoint' | 'changes' | 'quietly'>,
): Promise<ChangingContext> {
  const { account, partition, arn } = await aws.reader.callerIdentity();
  if (aws.credentialsNote !== undefined) shared.output.say(`  credentials: ${aws.credentialsNote}`);
  aws.warm(WARM[command] ?? []);
  const place = { account, partition, region: aws.region };
  const commandLine = calledAs(flags);
  const unattended =
    command === 'init' && Object.keys(flags).every((name) => NO_ANSWERS.has(name))
      ? `run \`${commandLine(`init --yes --confirm ${account}/${aws.region}`)}\`, or run certprov in a terminal`
      : undefined;
  const prompterFor = (stoppedBy: Interrupt): Promise<Prompter> =>
    createPrompter({
      yes: flags.yes ?? false,
      stdin: process.stdin,
      stderr: process.stderr,
      interrupt: stoppedBy,
      fixFor: () => unattended,
    });
  return {
    reader: aws.reader,
    writer: aws.writer,
    invoker: aws.invoker,
    deviceEndpoint,
    place,
    caller: arn.split(':').at(-1) ?? arn,
    callerArn: arn,
    ...shared,
    now: () => new Date(),
    isSandbox: flags.sandbox ?? false,
    endpointHost: flags.sandbox ? undefined : aws.endpointHost,
    returnSeconds: account === SANDBOX_ACCOUNT ? SANDBOX_RETURN_SECONDS : RETURN_SECONDS,
    propagationSeconds: account === SANDBOX_ACCOUNT ? SANDBOX_PROPAGATION_SECONDS : AWS_PROPAGATION_SECONDS,
    prompter: await prompterFor(shared.interrupt),
    askAgain: (ask) => shared.interrupt.askAgain(async (again) => ask(await prompterFor(again))),
    unattended,
    command: commandLine,
    commandIn: (there) =>
      calledAs({
        sandbox: there.account === SANDBOX_ACCOUNT && flags.sandbox,
        region: there.region,
        profile: there.account === account ? flags.profile : undefined,
      }),
    awsCli: awsCli({ region: aws.region, profile: flags.profile, endpoint: aws.iotEndpoint }),
  };
}

/** With `--yes` too: a code is no answer that anybody could recommend, and the AWS CLI asks for it as well. */
function askMfaCodeAt(
  stdin: NodeJS.ReadStream,
  stderr: NodeJS.WriteStream,
  interrupt: Interrupt,
): AskMfaCode | undefined {
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  return async (serial, profile) => {
    const prompter = await createPrompter({ yes: false, stdin, stderr, interrupt });
    const code = await prompter.input({
      flag: '--profile',
      message: `Code of the MFA device ${serial} for profile ${profile}?`,
      validate: (text) => (/^\d{6}$/.test(text.trim()) ? undefined : 'a code has six digits'),
    });
    return code.trim();
  };
}

async function startSandbox(
  home: string,
  flags: AccountFlags,
): Promise<{
  connection: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string };
  deviceEndpoint: () => Promise<DeviceEndpoint>;
  close(): Promise<void>;
}> {
  const { startAccount } = await import('../sandbox/start-account.ts');
  const sandbox = await startAccount({ folder: join(home, 'sandbox') });
  return {
    connection: { endpoint: sandbox.endpoint, region: flags.region ?? sandbox.region, ...sandbox.credentials },
    deviceEndpoint: async () => {
      const { host, port, servername, caPem } = await sandbox.mqtt(flags.region);
      return onThisMachine({ host, port, servername, caPem: [caPem] });
    },
    close: () => sandbox.close(),
  };
}
