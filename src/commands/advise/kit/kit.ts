import type { AccountPlace } from '../../../aws/arn.ts';

/** For what the artefacts are written. */
export interface Target {
  readonly place: AccountPlace;
  /** Of the provisioning template; the names of everything else begin with it. */
  readonly name: string;
  /** S3 bucket of a bulk registration. */
  readonly bucket?: string | undefined;
}

/** Artefacts of one way of provisioning: files, and the calls that put them into an account and take them out again. */
export interface Kit {
  readonly files: readonly KitFile[];
  /** What a person puts into the folder first. */
  readonly inputs: readonly Input[];
  readonly apply: readonly Step[];
  /** In order; each can fail without keeping the next from being tried. */
  readonly undo: readonly Step[];
  /** Scripts for one device each, beside `remove-device.sh`, which every kit has. */
  readonly perDevice?: readonly DeviceScript[];
  /** How to bring the first device in; paragraphs and command lines. */
  readonly firstDevice: readonly string[];
}

export interface KitFile {
  /** With forward slashes, below the folder. */
  readonly path: string;
  readonly text: string;
  readonly about: string;
}

export interface DeviceScript {
  readonly path: string;
  readonly about: string;
  /** Variables that the arguments of the script become, in order. */
  readonly takes: readonly string[];
  readonly steps: readonly Step[];
}

export interface Input {
  readonly path: string;
  readonly about: string;
}

export type Step = Call | Wait | Pause;

/** One operation of an AWS service: rendered for the AWS CLI, and carried out with the SDK by the tests. */
export interface Call {
  /** A comment above the command. */
  readonly note: string;
  readonly service: 'iot' | 'iam' | 'lambda' | 's3api' | 'sts';
  /** As the API spells it. */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, Argument>>;
  /** Member of the answer that later calls need (JMESPath), by the shell variable that it is kept in. */
  readonly keep?: { readonly variable: string; readonly path: string };
  /** Members of the answer that go into files; `${VARIABLE}` in a name is replaced. */
  readonly save?: Readonly<Record<string, string>>;
  /** Stops everything when this member of the answer is another one. */
  readonly expect?: { readonly path: string; readonly value: string };
}

/** Until the function can be invoked. */
export interface Wait {
  readonly note: string;
  readonly waitFor: 'function-active-v2';
  readonly functionName: string;
}

/** AWS gives no sign when a new role can be used. */
export interface Pause {
  readonly note: string;
  readonly seconds: number;
}

export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

export type Argument =
  | string
  | number
  | boolean
  /** A structure, written in the command line. */
  | { readonly json: Json }
  /** The text of a file. */
  | { readonly file: string }
  /** The text of the file that a variable names. */
  | { readonly fileNamedBy: string }
  /** A structure in a file; `replace` puts the values of variables for words in it. */
  | { readonly jsonFile: string; readonly replace?: Readonly<Record<string, string>> }
  /** A file that is sent as it is. */
  | { readonly body: string }
  /** What was kept of an earlier call; `lastPart` is what stands behind its last slash. */
  | { readonly variable: string; readonly lastPart?: true }
  /** A zip of a folder; the SDK has it as Code.ZipFile. */
  | { readonly zip: string };
