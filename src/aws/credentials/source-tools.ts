import type { Agent as HttpsAgent } from 'node:https';
import type { Credentials, Timeouts } from '../connection/connection.ts';
import type { HostFiles } from './host-profile.ts';

export interface RoleRequest {
  readonly roleArn: string;
  readonly sessionName?: string | undefined;
  readonly externalId?: string | undefined;
  readonly durationSeconds?: number | undefined;
  readonly mfa?: { readonly serial: string; readonly code: string } | undefined;
}

export interface WebIdentityRequest {
  readonly roleArn: string;
  readonly sessionName?: string | undefined;
  readonly token: string;
}

/** STS, as far as a source of credentials needs it. */
export interface Assume {
  byRole(source: Credentials, request: RoleRequest): Promise<Credentials>;
  byWebIdentity(request: WebIdentityRequest): Promise<Credentials>;
}

/** Asks the person at the terminal for the code that an MFA device shows. */
export type AskMfaCode = (serial: string, profile: string) => Promise<string>;

export interface SourceTools {
  readonly files: HostFiles;
  readonly env: NodeJS.ProcessEnv;
  readonly region: string;
  readonly assume: () => Promise<Assume>;
  /** For the SDK's own sources, which ask AWS by themselves. */
  readonly httpsAgent?: HttpsAgent | undefined;
  /** Absent where there is no terminal to ask on. */
  readonly askMfaCode: AskMfaCode | undefined;
  readonly timeouts: Pick<Timeouts, 'processNoticeMs' | 'processMs'>;
  /** Told what is waited for when a source takes long. */
  readonly onSlowSource: ((what: string) => void) | undefined;
}
