import type { AccountPolicies } from '../policy-kinds.ts';
import type { RequestLog } from '../request-log.ts';
import type { Call, Caller, Clock, SandboxSettings, Store } from '../service.ts';
import { assumeRole } from '../sts/assume-role.ts';
import type { AccountKeys } from './sigv4/account-keys.ts';

/** What of the running account a handler needs. */
export interface AccountContext {
  readonly account: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly keys: AccountKeys;
  readonly settings: () => SandboxSettings;
  readonly endpoint: () => string;
  readonly policies: () => AccountPolicies;
  readonly log: RequestLog;
}

interface CallIdentity {
  /** Signing name. */
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly caller: Caller;
  readonly requestId: string;
}

/** A call as handlers get it, whether it came over HTTP or a service of the account makes it. */
export function makeCall(
  { service, operation, region, caller, requestId }: CallIdentity,
  { account, store, clock, keys, settings, endpoint, policies, log }: AccountContext,
): Call {
  return {
    service,
    operation,
    account,
    region,
    caller,
    requestId,
    store,
    clock,
    settings: settings(),
    endpoint: endpoint(),
    policies: policies(),
    requests: () => log.read(),
    assumeRole: (roleArn, sessionName, durationSeconds) =>
      assumeRole({ roleArn, sessionName, durationSeconds }, { store, keys }),
  };
}
