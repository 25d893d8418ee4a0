import { CertprovError, usageInvalid } from '../errors.ts';
import { assertRegion } from './connection/assert-region.ts';
import { awsReader, awsWriter, functionInvoker, type Loaders, loadersOver } from './lazy-adapters.ts';
import { ChangesSent } from './connection/changes-sent.ts';
import {
  configuredEndpoints,
  configuredFor,
  hostsOf,
  type ServiceName,
  SERVICES,
} from './connection/configured-endpoints.ts';
import { forgetEmptyVariables, type HostProfile, hostProfile } from './credentials/host-profile.ts';
import type { AskMfaCode } from './credentials/source-tools.ts';
import { type Connection, type Credentials, TIMEOUTS, type Timeouts, type Wait } from './connection/connection.ts';
import { hostCredentials } from './connection/default-credentials.ts';
import { assertVariant, endpointVariant, PLAIN, variantNote } from './connection/endpoint-variant.ts';
import { isLoopback } from './connection/guards.ts';
import { heldToOneAccount } from './connection/one-account.ts';
import { createPacer, LOOKUPS, type Pace } from './connection/pacer.ts';
import type { AwsReader, AwsWriter, FunctionInvoker } from './ports/ports.ts';
import { proxyingAgents } from '../proxy/agents.ts';
import { assertProxies, type Proxy } from '../proxy/proxy-for.ts';
import { trustedRoots } from './connection/trusted-roots.ts';
import { resolveRegion } from './connection/resolve-region.ts';

/** The sandbox account instead of AWS: then nothing else that is set on this machine counts. */
interface SandboxAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export type { AskMfaCode } from './credentials/source-tools.ts';

export interface AwsOptions {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly sandbox?: SandboxAccess | undefined;
  /** Added to the SDK's own, e.g. `certprov/1.0.0`. */
  readonly userAgent?: string | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** How to wait before a repeat, when not by the clock. */
  readonly pause?: ((ms: number) => Promise<unknown>) | undefined;
  /** How AWS's rate of calls is kept, when not by the clock; of the sandbox only CloudTrail has a rate. */
  readonly pace?: Pace | undefined;
  /** Where requests that could change the account are counted. */
  readonly changes?: ChangesSent | undefined;
  /** Where there is a terminal: for a profile with `mfa_serial`. */
  readonly askMfaCode?: AskMfaCode | undefined;
  /** Told what is waited for when credentials take long to come. */
  readonly onSlowSource?: ((what: string) => void) | undefined;
  /** Told before each pause, so that a spinner can say why nothing happens. */
  readonly onWait?: ((wait: Wait) => void) | undefined;
}

export interface Aws {
  readonly reader: AwsReader;
  readonly writer: AwsWriter;
  readonly invoker: FunctionInvoker;
  readonly region: string;
  /** Set when something other than AWS's own endpoints is called; belongs on every screen that announces a change. */
  readonly endpointHost: string | undefined;
  /** Of a service, by its name in a policy, when it is not AWS's own: whoever calls by other means has to name it. */
  readonly endpointOf: (service: string) => string | undefined;
  /** Anything else that the operator should know about where requests go, for the first lines of a command. */
  readonly endpointNote: string | undefined;
  /** How AWS was reached so far: by proxies, and directly where one is undefined. */
  readonly ways: () => readonly (Proxy | undefined)[];
  /** Where the credentials come from, when that is not what the operator may believe. */
  readonly credentialsNote: string | undefined;
  /** Loads the readers of these services ahead of their first use, in this order; never fails. */
  warm(services: readonly ServiceName[]): void;
  close(): void;
}

export async function openAws(options: AwsOptions = {}): Promise<Aws> {
  forgetEmptyVariables();
  const profile = options.sandbox ? undefined : await hostProfile(options.profile);
  if (profile) assertProxies();
  const ca = profile && (await trustedRoots(profile));
  const ways = new Map<string | undefined, Proxy | undefined>();
  const agentsFor = (keepAlive: boolean) => {
    const kept = { keepAlive, maxSockets: keepAlive ? 50 : Infinity, rejectUnauthorized: true, ...(ca && { ca }) };
    return proxyingAgents(kept, (proxy) => ways.set(proxy?.address, proxy));
  };
  const agents = { ...agentsFor(true), once: agentsFor(false) };
  const common = {
    userAgent: options.userAgent ?? 'certprov',
    changes: options.changes ?? new ChangesSent(),
    timeouts: { ...TIMEOUTS, ...options.timeouts },
    agents,
    pause: options.pause,
    pace: options.pace ?? createPacer(options.sandbox ? { rates: LOOKUPS } : {}),
    onWait: options.onWait,
  };
  const access = profile ? await awsAccess(profile, options, common) : sandboxAccess(options.sandbox!);
  const account = heldToOneAccount(access.credentials, async (credentials) => {
    const { stsReader } = await load.sts();
    return stsReader({ ...connection, credentials }).callerIdentity();
  });
  const connection: Connection = { ...access, ...common, credentials: account.credentials };
  const load = loadersOver(connection);
  const reader = awsReader(connection.region, load, account.identity);
  return {
    reader,
    writer: awsWriter(reader, load),
    invoker: functionInvoker(load),
    region: connection.region,
    endpointHost: connection.endpointHost,
    endpointOf: (service) => configuredFor(service, connection.endpoints)?.url,
    endpointNote: variantNote(connection.variant),
    ways: () => [...ways.values()],
    credentialsNote: access.credentialsNote,
    warm: (services) => warm(services, load),
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

type Common = Pick<Connection, 'userAgent' | 'changes' | 'timeouts' | 'agents' | 'pause' | 'pace' | 'onWait'>;
type Access = Omit<Connection, keyof Common> & { readonly credentialsNote: string | undefined };

async function awsAccess(profile: HostProfile, options: AwsOptions, common: Common): Promise<Access> {
  const region = resolveRegion(options.region, profile);
  const endpoints = configuredEndpoints(profile);
  const variant = endpointVariant(profile);
  assertVariant(variant, region, endpoints);
  const place = { region, endpoints, variant, endpointHost: hostsOf(endpoints), isolated: false };
  const { note, credentials } = hostCredentials(profile, {
    region,
    askMfaCode: options.askMfaCode,
    httpsAgent: common.agents.https,
    timeouts: common.timeouts,
    onSlowSource: options.onSlowSource,
    assume: async () => (await import('./credentials/assume-role.ts')).assumeRoleOver({ ...place, ...common }),
  });
  return { ...place, credentials, credentialsNote: note };
}

function sandboxAccess({ endpoint, region, accessKeyId, secretAccessKey }: SandboxAccess): Access {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url) throw usageInvalid('the endpoint of the sandbox is not a URL');
  if (!isLoopback(url.hostname)) {
    throw new CertprovError('SANDBOX_REFUSED', `${url.hostname} is not this machine, so it is not a sandbox`, {
      fix: 'start one with `certprov sandbox serve`',
      details: { host: url.hostname },
    });
  }
  const credentials: Credentials = { accessKeyId, secretAccessKey };
  return {
    region: assertRegion(region),
    endpoints: Object.fromEntries(SERVICES.map((service) => [service, { url: endpoint, setBy: 'the sandbox' }])),
    variant: PLAIN,
    credentialsNote: undefined,
    endpointHost: url.host,
    credentials: async () => credentials,
    isolated: true,
  };
}

function warm(services: readonly ServiceName[], load: Loaders): void {
  const readers = {
    sts: load.sts,
    iam: load.iamReader,
    iot: load.iotReader,
    lambda: load.lambdaReader,
    'acm-pca': load.acmPca,
    cloudwatch: load.cloudwatch,
    'cloudwatch-logs': load.logGroupReader,
    cloudtrail: load.cloudTrail,
    kms: load.kmsReader,
    'secrets-manager': load.secretsReader,
    ec2: load.networkReader,
  };
  const loadInTurn = async (): Promise<void> => {
    // One after the other: loaded all at once, even the first call would wait for the last of them.
    for (const service of services) await readers[service]();
  };
  // A service that fails to load is reported by the first call that needs it.
  loadInTurn().catch(() => undefined);
}
