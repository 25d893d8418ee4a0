import type { AccountPlace } from './aws/arn.ts';
import type { ChangesSent } from './aws/connection/changes-sent.ts';
import type { Proxy } from './proxy/proxy-for.ts';
import type { AwsReader, AwsWriter, FunctionInvoker } from './aws/ports/ports.ts';
import type { DeviceEndpoint } from './device/device-endpoint.ts';
import type { Interrupt } from './local/interrupt.ts';
import type { Output } from './terminal/output.ts';
import type { Prompter } from './terminal/prompter.ts';

/**
 * What a command reads the account with and speaks by. Nothing in it can change the account: `status`, `impact` and
 * `policy check` take no more, and are handed no more. Made in `cli/open-context.ts`, closed in `cli/run-command.ts`.
 */
export interface ReadingContext {
  readonly reader: AwsReader;
  readonly place: AccountPlace;
  /** The last part of `callerArn`, for a sentence. */
  readonly caller: string;
  readonly callerArn: string;
  readonly output: Output;
  readonly prompter: Prompter;
  readonly interrupt: Interrupt;
  /** Folder of journals, locks and the sandbox account. */
  readonly home: string;
  readonly now: () => Date;
  /** The embedded account; nothing leaves this machine. */
  readonly isSandbox: boolean;
  /** Host of an endpoint that is not AWS's own, shown on every page. */
  readonly endpointHost: string | undefined;
  /** How AWS was reached so far: by proxies, and directly where one is undefined. */
  readonly ways: () => readonly (Pick<Proxy, 'address' | 'setBy'> | undefined)[];
  /**
   * Seconds after a switch during which AWS may still route by the old setting. AWS says "a few minutes" and gives no
   * number; five minutes are taken.
   */
  readonly propagationSeconds: number;
  /** A command line that works as it stands here, e.g. `certprov rollback --sandbox`. */
  readonly command: (words: string) => string;
  /** The same for another account or Region of this machine. */
  readonly commandIn: (place: Pick<AccountPlace, 'account' | 'region'>) => (words: string) => string;
  /**
   * A line for the AWS CLI that goes where this certprov went, e.g. `aws iot … --region us-east-1`. Of the sandbox: to
   * where `certprov sandbox serve` serves it.
   */
  readonly awsCli: (words: string) => string;
  /** The same as long as this command runs: the sandbox's own endpoint ends with it. */
  readonly awsCliNow: (words: string) => string;
}

/** What signs a trial as well: it runs the function, which issues a certificate and changes no setting. */
export interface TrialContext extends ReadingContext {
  readonly invoker: FunctionInvoker;
}

/** What changes the account, and has to say afterwards how the account was left. */
export interface ChangingContext extends TrialContext {
  readonly writer: AwsWriter;
  /** What this process sent that could change the account; only what asks it may say that nothing was changed. */
  readonly changes: ChangesSent;
  /** Where devices of this account and Region connect to; in the sandbox, a broker in this process. */
  readonly deviceEndpoint: () => Promise<DeviceEndpoint>;
  /** For the one question after a signal, which has closed `prompter`; another signal answers it as Ctrl-C does. */
  readonly askAgain: <T>(ask: (prompter: Prompter) => Promise<T>) => Promise<T>;
  /** Without a line for each repeat of a call, where the same is tried again and again. */
  readonly quietly: <T>(work: () => Promise<T>) => Promise<T>;
  /** How long a return to AWS that fails is tried again. */
  readonly returnSeconds: number;
  /** How long a removal waits for the network interfaces of a function that was in a VPC. */
  readonly interfaceSeconds: number;
  /** `init` without any answer: the whole line that needs no terminal. */
  readonly unattended: string | undefined;
}

/** What a command works with that needs no account: nothing here reaches AWS. */
export interface LocalTools {
  readonly output: Output;
  readonly prompter: Prompter;
  readonly interrupt: Interrupt;
  /** Folder of journals, locks and the sandbox account. */
  readonly home: string;
  /** A command line that works as it stands here, for any account. */
  readonly command: (words: string) => string;
}
