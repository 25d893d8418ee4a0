// What `certprov/sandbox` promises to other projects. Written by hand: what is not here may change with any version.

export declare const SANDBOX_ACCOUNT: string;
export declare const SANDBOX_REGION: string;

/** Every operation that the account carries out, by AWS's name; those of devices end with `Mqtt`. */
export declare const SANDBOX_OPERATIONS: ReadonlySet<string>;

/** The kinds of faults that can be ordered. */
export declare const FAULT_KINDS: readonly string[];

export interface AccountOptions {
  /** Where the account is kept; made when it is not there. */
  readonly folder: string;
  /** Any free port of 127.0.0.1 when absent. */
  readonly port?: number;
  /** Delays in milliseconds and quotas; they win over `settings.json` of the folder. */
  readonly settings?: {
    readonly roleDelayMs?: number;
    readonly functionPendingMs?: number;
    readonly authorityMs?: number;
    readonly propagationMs?: number;
    readonly trailDelayMs?: number;
    readonly interfaceDelayMs?: number;
    readonly coldStartMs?: number;
    readonly accountConcurrency?: number;
    readonly pageSize?: number;
    readonly csrPerSecond?: number;
    readonly keysPerSecond?: number;
    readonly registerThingPerSecond?: number;
  };
}

/** A misbehaviour on order, for one operation. */
export interface Fault {
  /** As in the scope of a signature, e.g. `iot`; any service when absent. */
  readonly service?: string;
  /** As AWS writes it, e.g. `CreateRole`, or `*`. */
  readonly operation: string;
  /** One of FAULT_KINDS. */
  readonly kind: FaultKind;
  readonly times: number | 'always';
  /** How many matching requests pass first. */
  readonly skip?: number;
  readonly delayMs?: number;
}

export type FaultKind =
  | 'throttle'
  | 'error-500'
  | 'error-503'
  | 'error-after'
  | 'access-denied'
  | 'expired-token'
  | 'delay'
  | 'hang'
  | 'drop-before'
  | 'drop-after';

export interface RecordedRequest {
  readonly time: string;
  readonly service: string;
  readonly operation: string;
  /** The call could change the account. */
  readonly mutating: boolean;
  readonly region: string;
  /** ARN; undefined when the signature was refused. */
  readonly caller: string | undefined;
  /** 0: the connection was cut on order. */
  readonly status: number;
  readonly errorCode?: string;
}

/** A running AWS account on this machine. */
export interface Account {
  /** For every service: `new IoTClient({ endpoint, region, credentials })`. */
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** What the account holds, without what time alone changes. */
  snapshot(): Promise<object>;
  /** Every request since the account was made. */
  requests(): readonly RecordedRequest[];
  addFault(fault: Fault): Promise<void>;
  /** Where devices of a Region connect; started when first asked for. */
  mqtt(region?: string): Promise<{
    readonly host: string;
    /** Stands for AWS IoT's 8883. */
    readonly port: number;
    /** Stands for its 443: the ALPN name `x-amzn-mqtt-ca` is needed. */
    readonly alpnPort: number;
    /** To be sent as SNI. */
    readonly servername: string;
    readonly caPem: string;
  }>;
  close(): Promise<void>;
}

/** The embedded account with all its services, filled with believable resources at its first start. */
export declare function startAccount(options: AccountOptions): Promise<Account>;

/** Makes the account of a folder new. Keys and settings stay, so that clients go on. */
export declare function resetAccount(folder: string, like?: readonly Likeness[]): Promise<void>;

/**
 * What only some accounts have: `http-renewals` is certificates renewed over HTTP, `landing-zone` the rules of an
 * organization, `shared-ca` CAs that another account shares.
 */
export type Likeness = 'http-renewals' | 'landing-zone' | 'shared-ca';
