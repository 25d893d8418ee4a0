import type { AwsWriter } from '../aws/ports/ports.ts';

/** A change as plain data: it can be shown, stored in the journal and undone by another process. */
export interface Action<A = unknown> {
  /** The IAM action, e.g. `iot:CreateCertificateProvider`; also the key of the registry. */
  readonly kind: string;
  readonly args: A;
}

/** Everything `prepare` does affects no device; everything `switch` does affects every device. */
export interface Plan {
  readonly prepare: readonly Action[];
  readonly switch: readonly Action[];
}

/** `account`: no device can notice. `fleet`: every device of the account and Region that sends a CSR. */
export type Reach = 'account' | 'fleet';

export interface ApplyTools {
  /** What the action waits for, beside its line. */
  readonly progress: (text: string) => void;
  /** By the secret's name: secrets are in no plan and no journal, so they come by this way. */
  readonly secretValue: (secretName: string) => string | undefined;
  /** Asks AWS again for what was just made, for as long as its answers may be stale; undefined when that is over. */
  readonly askAgain: <T>(ask: () => Promise<T | undefined>) => Promise<T | undefined>;
}

/** What a statement names as its resource; `any` where the action has no resource type, `caller` whoever runs certprov. */
export type Scope =
  | 'any'
  | 'caller'
  | 'caller-role'
  | 'providers'
  | 'provider'
  | 'templates'
  | 'canary-template'
  | 'iot-policies'
  | 'registered-cas'
  | 'certificates'
  | 'function'
  | 'log-group'
  | 'log-group-tags'
  | 'signer-role'
  | 'canary-role'
  | 'private-ca'
  | 'signer-secret'
  | 'ca-secret'
  | 'key'
  | 'ca-key'
  | 'encryption-key';

/** An IAM action and on what it is needed. */
export interface Permission {
  readonly action: `${string}:${string}`;
  readonly on: Scope;
}

export const permissions = (on: Scope, ...actions: readonly Permission['action'][]): readonly Permission[] =>
  actions.map((action) => ({ action, on }));

export interface ActionKind<A, R> {
  readonly kind: string;
  readonly reach: Reach;
  /** What it makes, e.g. `function`, for a sentence about what stays or goes. */
  readonly makes: string;
  /** All IAM actions that apply and undo may call; the kind is the first that apply needs. */
  readonly permissions: { readonly apply: readonly Permission[]; readonly undo: readonly Permission[] };
  /** Two table cells: what it is about, and what it means, without line breaks; and what has its place below the table. */
  describe(args: A): { readonly target: string; readonly meaning: string; readonly detail?: string };
  /** Safe to repeat: whatever of it is there already, and is ours, is adopted. */
  apply(args: A, aws: AwsWriter, tools: ApplyTools): Promise<R>;
  /** Safe to call twice. `receipt` is undefined when the process died during `apply`. */
  undo(args: A, receipt: R | undefined, aws: AwsWriter): Promise<UndoOutcome>;
}

/** `removed`: it was there and is gone. `absent`: nothing to do. `kept`: it is there and is not ours to remove. */
export interface UndoOutcome {
  readonly outcome: 'removed' | 'absent' | 'kept';
  readonly reason?: string;
}
