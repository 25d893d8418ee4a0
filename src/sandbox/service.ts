import type { AccountPolicies } from './policy-kinds.ts';
import type { RecordedRequest } from './request-log.ts';
import type { AccountState } from './state/account-state.ts';

/** Who signed the request, after SigV4 was verified. */
export interface Caller {
  readonly kind: 'operator' | 'role-session' | 'service';
  /** As `sts:GetCallerIdentity` answers it. */
  readonly arn: string;
  readonly userId: string;
  /** The role behind a session, for policy evaluation. */
  readonly roleName?: string;
}

/** One request, as a handler sees it. Input and output are plain objects in the SDK's member names. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly caller: Caller;
  readonly requestId: string;
  readonly store: Store;
  readonly clock: Clock;
  /** Delays and refusals that were ordered; a handler asks only for what concerns its own inner workings. */
  readonly settings: SandboxSettings;
  /** Temporary credentials of a role of this account, for a function's environment; one hour unless told. */
  assumeRole(roleArn: string, sessionName: string, durationSeconds?: number): Promise<SessionCredentials>;
  /** Where this server listens, e.g. `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** Every call that the account has answered, whichever process served it. */
  requests(): readonly RecordedRequest[];
  /** What limits the operator, and everybody of the account; a kind that is absent limits nothing. */
  readonly policies: AccountPolicies;
}

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/**
 * The account on disk. `change` runs one edit at a time over all processes that share the folder, sees the newest
 * state, and persists atomically; an edit that throws leaves the state as it was. Never await inside an edit.
 */
export interface Store {
  read<T>(look: (state: AccountState) => T): Promise<T>;
  change<T>(edit: (state: AccountState) => T): Promise<T>;
  /** Content-addressed files beside the state (function zips). Returns the hex SHA-256. */
  putBlob(bytes: Uint8Array): Promise<string>;
  getBlob(sha256Hex: string): Promise<Uint8Array>;
  /** Scratch folder for unpacked functions and the like; may be deleted at any time. */
  readonly scratch: string;
}

/** Settable, so that "up to a few minutes" needs no waiting. */
export interface Clock {
  now(): Date;
}

/** Times in milliseconds, real time. Defaults are in `settings.ts`; every one can be set for a server or on disk. */
export interface SandboxSettings {
  /** How long a new role cannot be assumed by Lambda. */
  readonly roleDelayMs: number;
  /** How long a new function stays Pending. */
  readonly functionPendingMs: number;
  /** How long IssueCertificate takes before GetCertificate answers. */
  readonly authorityMs: number;
  /** How long after CreateCertificateProvider and DeleteCertificateProvider devices still get the old signing. */
  readonly propagationMs: number;
  /** How long after a call CloudTrail has it. */
  readonly trailDelayMs: number;
  /** How long after the last function has left them network interfaces stay; at AWS up to 20 minutes and more. */
  readonly interfaceDelayMs: number;
  /** Added to a function's cold start. */
  readonly coldStartMs: number;
  /** Functions that may run at a time in a Region; AWS gives new accounts less than 1,000. */
  readonly accountConcurrency: number;
  /** List operations page by this many at most; undefined: AWS's own page size. */
  readonly pageSize: number | undefined;
  /** How many calls of CreateCertificateFromCsr over MQTT are served each second; undefined: all. AWS's quota is 20. */
  readonly csrPerSecond: number | undefined;
  /** The same for CreateKeysAndCertificate; AWS's quota is 10. */
  readonly keysPerSecond: number | undefined;
  /** The same for RegisterThing; AWS's quota is 10. */
  readonly registerThingPerSecond: number | undefined;
}

// oxlint-disable-next-line typescript/no-explicit-any -- the wire layer checks inputs against AWS's own schemas
export type Input = any;

export type Handler = (input: Input, call: Call) => Promise<object> | object;

export type Resources = string | readonly string[];

/** What is asked of the policies: may this be done to that, under these circumstances? */
export interface AccessRequest {
  /** `acm-pca:IssueCertificate` */
  readonly action: string;
  /** An ARN, or `*` for an action that has no resource. */
  readonly resource: string;
  /** Condition keys and their values; a key that is undefined is absent. */
  readonly conditions: ConditionContext;
}

/** A list for a key that has several values, such as `aws:TagKeys`. */
export type ConditionContext = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Operation {
  readonly handler: Handler;
  /** IAM action, when it is not `<service>:<operation>`. */
  readonly iamAction?: string;
  /** ARN that a policy must name, or several that it must allow one and all; `*` when absent. */
  readonly resource?: (input: Input, call: Call) => Resources | Promise<Resources>;
  /** How the service names the resource when it refuses, where that is not the ARN. */
  readonly namedInRefusal?: (input: Input) => string | undefined;
  /** Values of condition keys for policy evaluation, e.g. `acm-pca:TemplateArn`. */
  readonly conditions?: (input: Input, call: Call) => ConditionContext | Promise<ConditionContext>;
  /** Policy of the resource, when another account owns it and shares it with this one. */
  readonly resourcePolicy?: (input: Input, state: AccountState, call: Call) => string | undefined;
  /** Further permissions that the request takes, by what is in it: to pass a role, to put tags on what it makes. */
  readonly alsoNeeds?: (input: Input, resources: readonly string[]) => readonly AccessRequest[];
}

export interface Service {
  /** The name in the SigV4 credential scope: iot, lambda, iam, sts, acm-pca, monitoring, kms, secretsmanager, cloudtrail, logs, s3, ec2. */
  readonly signingName: string;
  /** Prefix of IAM actions where it differs from the signing name (cloudwatch for monitoring). */
  readonly iamPrefix?: string;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Called once when the server of this account stops. */
  readonly close?: (store: Store) => Promise<void>;
}

/** An error in AWS's own shape: the wire layer renders it for the service's protocol. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  constructor(
    /** As on the wire: `ResourceNotFoundException`, `NoSuchEntity`. */
    readonly code: string,
    readonly status: number,
    message: string,
    /** Further members of the error document, e.g. `resourceArn`. */
    readonly members: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** A lookup by a caller's words: `constructor` is no entry of an empty record. */
export const lookup = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
