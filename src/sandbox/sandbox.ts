import { accountPoliciesReader } from './iam/account-policies.ts';
import { FaultOrders, type Fault } from './faults.ts';
import type { Broker, MqttEndpoint } from './mqtt/broker.ts';
import { readNetwork } from './network.ts';
import { RequestLog, type RecordedRequest } from './request-log.ts';
import type { Clock, SandboxSettings, Service, Store } from './service.ts';
import { settingsReader } from './settings.ts';
import { snapshotOf } from './snapshot.ts';
import { seedOnce } from './seed-once.ts';
import { openStore } from './state/open-store.ts';
import { StaleState } from './state/stale-state.ts';
import { answerForDevices, isForDevices } from './wire/where-devices-connect.ts';
import { dispatch } from './wire/dispatch.ts';
import { listen } from './wire/listen.ts';
import { AccountKeys } from './wire/sigv4/account-keys.ts';

export const SANDBOX_ACCOUNT = '000000000000';
export const SANDBOX_REGION = 'us-east-1';

type Seed = (store: Store, now: Date) => Promise<void>;

export interface SandboxOptions {
  /** Where the account is kept; made when it is not there. */
  readonly folder: string;
  /** Any free port when absent. */
  readonly port?: number;
  readonly services: readonly Service[];
  /** Fills an account that is new. */
  readonly seed?: Seed;
  /** Win over `settings.json`. */
  readonly settings?: Partial<SandboxSettings>;
  readonly clock?: Clock;
  /** What happens in the account while a call is on its way; the call waits for it. */
  readonly beforeCall?: (service: string, operation: string) => Promise<void>;
  readonly onClose?: () => Promise<void>;
}

/** A running AWS account on this machine. */
export interface Sandbox {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly store: Store;
  /** What the account holds, without what time alone changes and without what AWS lists nowhere. */
  snapshot(): Promise<object>;
  /** Every request since the account was made, also those that other processes served. */
  requests(): readonly RecordedRequest[];
  addFault(fault: Fault): Promise<void>;
  /** Where devices of a Region connect to this process; started when first asked for. */
  mqtt(region?: string): Promise<MqttEndpoint>;
  close(): Promise<void>;
}

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { folder, services, clock = { now: () => new Date() } } = options;
  const store = openStore(folder);
  const keys = new AccountKeys(folder, SANDBOX_ACCOUNT);
  const log = new RequestLog(folder);
  const faults = new FaultOrders(folder);
  if (options.seed !== undefined) await seedOnce(folder, store, () => options.seed!(store, clock.now()));

  const closing = new AbortController();
  let endpoint = '';
  const context = {
    account: SANDBOX_ACCOUNT,
    services: new Map(services.map((service) => [service.signingName, service])),
    store,
    clock,
    keys,
    settings: settingsReader(folder, options.settings ?? {}),
    faults,
    stale: new StaleState(folder, store),
    beforeCall: options.beforeCall,
    log,
    endpoint: () => endpoint,
    policies: accountPoliciesReader(folder),
    network: () => readNetwork(folder),
    closing: closing.signal,
  };
  let broker: Promise<Broker> | undefined;
  // Most who use the account never see a device, and need not wait for what devices need.
  const startedBroker = async (): Promise<Broker> => {
    const { startBroker } = await import('./mqtt/broker.ts');
    return await startBroker({ ...context, defaultRegion: SANDBOX_REGION });
  };
  const devicesOf = async (region: string): Promise<MqttEndpoint> =>
    (await (broker ??= startedBroker())).endpoint(region);
  const listener = await listen(options.port ?? 0, async (request) =>
    isForDevices(request) ? answerForDevices(await devicesOf(SANDBOX_REGION)) : await dispatch(request, context),
  );
  endpoint = listener.endpoint;

  return {
    endpoint,
    account: SANDBOX_ACCOUNT,
    region: SANDBOX_REGION,
    credentials: keys.operator,
    store,
    snapshot: () => store.read(snapshotOf),
    requests: () => log.read(),
    addFault: (fault) => faults.add(fault),
    mqtt: (region = SANDBOX_REGION) => devicesOf(region),
    async close() {
      closing.abort();
      await listener.close();
      // Together: what a device waits for may be a function that is stopped here.
      await Promise.all([
        broker?.then((started) => started.close()),
        ...services.map(async (service) => service.close?.(store)),
      ]);
      await options.onClose?.();
    },
  };
}
