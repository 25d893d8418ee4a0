/** The part of the ports about what surrounds a function; `ports.ts` has the rest and the rules. */

/**
 * What code Lambda takes for a function. `policy` keeps AWS's spelling (`Warn`, `Enforce`); undefined: it could not be read.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html
 */
export interface CodeSigning {
  readonly configArn: string;
  readonly policy: string | undefined;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html */
export interface LogGroup {
  readonly logGroupName: string;
  /** Undefined: its events never expire. */
  readonly retentionDays: number | undefined;
  readonly kmsKeyArn: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

interface CreateLogGroupInput {
  readonly logGroupName: string;
  readonly kmsKeyArn?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Only actions get this. */
export interface FunctionWriter {
  createLogGroup(input: CreateLogGroupInput): Promise<void>;
  putLogRetention(logGroupName: string, days: number): Promise<void>;
  deleteLogGroup(logGroupName: string): Promise<boolean>;
}

export interface FunctionReader {
  describeLogGroup(logGroupName: string): Promise<LogGroup | undefined>;
  /** Undefined: whoever may deploy the function may deploy any code. */
  functionCodeSigning(nameOrArn: string): Promise<CodeSigning | undefined>;
}
