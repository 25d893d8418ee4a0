import { join } from 'node:path';
import type { AccountPlace } from '../aws/arn.ts';
import { openAws, type AskMfaCode, type Aws } from '../aws/open-aws.ts';
import { awsCli } from './aws-cli.ts';
import type { CallFlags } from './called-as.ts';
import { SANDBOX_PORT, type AccountFlags } from '../commands/common-options.ts';
import type { ChangingContext, ReadingContext, TrialContext } from '../context.ts';
import { onlyBy, type DeviceEndpoint } from '../device/device-endpoint.ts';
import { usageInvalid } from '../errors.ts';
import type { Interrupt } from '../local/interrupt.ts';
import { ofSandbox, openDeviceEndpoint } from './open-device-endpoint.ts';
import type { AccountCommand, Handed } from './runner.ts';
import { stateFolder } from '../local/state-folder.ts';
import { tellWaits } from './tell-waits.ts';
import { createPrompter } from '../terminal/create-prompter.ts';
import type { Prompter } from '../terminal/prompter.ts';
import { paragraph } from '../terminal/text-layout.ts';

/** AWS gives no number for "a few minutes". */
const AWS_PROPAGATION_SECONDS = 300;
/** No AWS account has this number; the sandbox is also used as a server, by its endpoint. */
const SANDBOX_ACCOUNT = '000000000000';
/** A return that fails is tried again for so long: a permission that is given is known within seconds. */
const RETURN_SECONDS = 60;
const SANDBOX_RETURN_SECONDS = 3;
/** AWS says 20 minutes; Terraform waits for 45. */
const INTERFACE_SECONDS = 2_700;
const SANDBOX_INTERFACE_SECONDS = 6;
/** Stands for AWS's few minutes in the sandbox, where nothing is on its way for longer. */
const SANDBOX_PROPAGATION_SECONDS = 2;

/** Command lines for an account and Region of this machine. */
type CalledIn = (where: CallFlags) => (words: string) => string;

export interface OpenedContext<Does extends keyof Handed> {
  readonly context: Handed[Does];
  close(): Promise<void>;
}

/** Connects to AWS or starts the embedded account, and finds out who and where we are. */
export async function openContext<Does extends keyof Handed>(
  declared: AccountCommand<Does>,
  flags: AccountFlags,
  calledIn: CalledIn,
  { output, interrupt, changes }: Pick<ChangingContext, 'output' | 'interrupt' | 'changes'>,
): Promise<OpenedContext<Does>> {
  if (flags.region === '' || flags.profile === '') throw usageInvalid('--region and --profile need a name');
  if (flags.sandbox && flags.profile !== undefined)
    throw usageInvalid(
      `--profile ${flags.profile} names an account of yours, and --sandbox uses none`,
      'leave one of the two out',
    );
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
    onSlowSource: (what) => output.say(paragraph(`waiting for ${what}`, output.columns)),
  });
  const close = async (): Promise<void> => {
    aws.close();
    await sandbox?.close();
  };
  // Before the first request: it may fail because of it.
  if (aws.endpointNote !== undefined) output.say(`  ${aws.endpointNote}`);
  const wholeEndpoint = sandbox?.deviceEndpoint ?? (() => openDeviceEndpoint(aws));
  const deviceEndpoint = async (): Promise<DeviceEndpoint> => onlyBy(await wholeEndpoint(), flags.mqttPort);
  try {
    const shared = { home, output, interrupt, deviceEndpoint, changes, quietly };
    const { [declared.does]: context } = await contextsFor(declared, flags, aws, { ...shared, calledIn });
    return { context, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One for each thing that a command may do; a command that reads is handed an object without a writer. */
async function contextsFor(
  declared: AccountCommand,
  flags: AccountFlags,
  aws: Aws,
  {
    home,
    output,
    interrupt,
    calledIn,
    ...changing
  }: Pick<ChangingContext, 'home' | 'output' | 'interrupt' | 'deviceEndpoint' | 'changes' | 'quietly'> & {
    readonly calledIn: CalledIn;
  },
): Promise<Handed> {
  const { account, partition, arn } = await aws.reader.callerIdentity();
  if (aws.credentialsNote !== undefined) output.say(`  credentials: ${aws.credentialsNote}`);
  aws.warm(declared.warms ?? []);
  const place = { account, partition, region: aws.region };
  const isSandboxAccount = account === SANDBOX_ACCOUNT;
  const command = calledIn(flags);
  const unattended = unattendedLine(declared, flags, command, place);
  const line = { region: aws.region, profile: flags.profile };
  const prompterFor = (stoppedBy: Interrupt): Promise<Prompter> =>
    createPrompter({
      yes: flags.yes ?? false,
      stdin: process.stdin,
      stderr: process.stderr,
      interrupt: stoppedBy,
      page: output.page,
      fixFor: () => unattended,
    });
  const read: ReadingContext = {
    reader: aws.reader,
    place,
    caller: arn.split(':').at(-1) ?? arn,
    callerArn: arn,
    output,
    prompter: await prompterFor(interrupt),
    interrupt,
    home,
    now: () => new Date(),
    isSandbox: flags.sandbox ?? false,
    endpointHost: flags.sandbox ? undefined : aws.endpointHost,
    ways: aws.ways,
    propagationSeconds: isSandboxAccount ? SANDBOX_PROPAGATION_SECONDS : AWS_PROPAGATION_SECONDS,
    command,
    commandIn: (there) =>
      calledIn({
        sandbox: there.account === SANDBOX_ACCOUNT && flags.sandbox,
        region: there.region,
        profile: there.account === account ? flags.profile : undefined,
      }),
    awsCli: awsCli({ ...line, endpointOf: flags.sandbox ? () => `http://127.0.0.1:${SANDBOX_PORT}` : aws.endpointOf }),
    awsCliNow: awsCli({ ...line, endpointOf: aws.endpointOf }),
  };
  const trial: TrialContext = { ...read, invoker: aws.invoker };
  const change: ChangingContext = {
    ...trial,
    ...changing,
    writer: aws.writer,
    askAgain: (ask) => interrupt.askAgain(async (again) => ask(await prompterFor(again))),
    returnSeconds: isSandboxAccount ? SANDBOX_RETURN_SECONDS : RETURN_SECONDS,
    interfaceSeconds: isSandboxAccount ? SANDBOX_INTERFACE_SECONDS : INTERFACE_SECONDS,
    unattended,
  };
  return { read, try: trial, change };
}

/** What to do where nobody can be asked, as long as nothing was answered that the line would leave out. */
function unattendedLine(
  { unattended }: AccountCommand,
  flags: AccountFlags,
  command: (words: string) => string,
  place: AccountPlace,
): string | undefined {
  if (!unattended || !Object.keys(flags).every((flag) => unattended.noAnswers.includes(flag))) return undefined;
  return `run \`${command(unattended.line(place))}\`, or run certprov in a terminal`;
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
      const broker = await sandbox.mqtt(flags.region);
      return ofSandbox(broker, broker.servername);
    },
    close: () => sandbox.close(),
  };
}
