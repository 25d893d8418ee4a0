import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { ChangesSent } from './changes-sent.ts';
import type { ConfiguredEndpoints } from './configured-endpoints.ts';
import type { EndpointVariant } from './endpoint-variant.ts';
import type { Pace } from './pacer.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** In milliseconds. */
export interface Timeouts {
  readonly connectMs: number;
  /** Until the head of the answer. */
  readonly requestMs: number;
  /** One attempt, to the last byte of the answer. */
  readonly attemptMs: number;
  /** One call with all its attempts. */
  readonly callMs: number;
  /** One invocation. AWS IoT waits 5 seconds; what takes longer than this is of no interest to anybody. */
  readonly invokeMs: number;
  /** First pause before a repeat; doubles. Five times this when AWS throttles. */
  readonly retryMs: number;
  /** How long a `credential_process` may be silent before it is said who is waited for. */
  readonly processNoticeMs: number;
  /** How long it may take: a person may have to log in, or to touch a key. */
  readonly processMs: number;
}

export const TIMEOUTS: Timeouts = {
  connectMs: 5_000,
  requestMs: 30_000,
  attemptMs: 35_000,
  callMs: 60_000,
  invokeMs: 25_000,
  retryMs: 100,
  processNoticeMs: 3_000,
  processMs: 180_000,
};

/** A pause before a repeat, for whoever is watching. */
export interface Wait {
  readonly action: string;
  /** What came of the attempt before, as a sentence without its end: `AWS asks to slow down`. */
  readonly why: string;
  readonly attempt: number;
  readonly of: number;
  readonly waitMs: number;
}

interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** What all clients of one command share. */
export interface Connection {
  readonly region: string;
  readonly credentials: () => Promise<Credentials>;
  /** Configured endpoints; AWS's own where absent. */
  readonly endpoints: ConfiguredEndpoints;
  /** Which of AWS's own endpoints are asked where none is configured. */
  readonly variant: EndpointVariant;
  readonly endpointHost: string | undefined;
  /** Sandbox: nothing of the host's AWS settings counts, and no request leaves this machine. */
  readonly isolated: boolean;
  readonly userAgent: string;
  /** Counts what could change the account. */
  readonly changes: ChangesSent;
  readonly timeouts: Timeouts;
  readonly agents: Agents & {
    /** For one request a connection; where absent, Node.js's own. */
    readonly once?: Agents;
  };
  readonly pause?: ((ms: number) => Promise<unknown>) | undefined;
  /** Before each attempt of a call, when AWS's rate of calls is to be kept. */
  readonly pace?: Pace | undefined;
  readonly onWait?: ((wait: Wait) => void) | undefined;
}
