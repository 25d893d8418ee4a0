import { once } from 'node:events';
import { join } from 'node:path';
import { CertprovError, EXIT, usageInvalid, type ExitCode } from '../errors.ts';
import { forgetAccount } from '../actions/journaled-places.ts';
import type { LocalTools } from '../context.ts';
import { readText } from '../local/read-input.ts';
import {
  describeAccount,
  DOOR_PORTS,
  DOOR_STATES,
  FAULT_KINDS,
  type FaultKind,
  FaultOrders,
  forgetAccountPolicies,
  LIKENESSES,
  openProxyOnly,
  type Likeness,
  resetAccount,
  SANDBOX_ACCOUNT,
  SANDBOX_OPERATIONS,
  ServiceError,
  setAccountPolicy,
  setDoor,
  setFunctionIdle,
  startAccount,
} from '../sandbox/start-account.ts';
import type { PolicyKind } from '../sandbox/policy-kinds.ts';
import { findServer, recordServer, type MqttServer, type ServedProxy, type Server } from '../sandbox/serving.ts';
import { SANDBOX_PORT } from './common-options.ts';

type SandboxTools = Omit<LocalTools, 'prompter'>;

export interface ServeFlags {
  readonly port?: number;
  /** As in a network from which only a proxy leads out. */
  readonly proxy?: boolean;
  readonly json?: boolean;
}

export interface FaultFlags {
  readonly times?: number;
  readonly always?: boolean;
  readonly delayMs?: number;
  readonly json?: boolean;
}

export interface ResetFlags {
  /** What the account has beside what every new one has. */
  readonly like?: readonly string[];
  readonly json?: boolean;
}

export interface PolicyFlags {
  /** What kind of policy the file is; with `--none`, which of them goes: all, when nothing is said. */
  readonly kind?: PolicyKind;
  readonly none?: boolean;
  readonly json?: boolean;
}

const folderOf = ({ home }: SandboxTools): string => join(home, 'sandbox');

/** The account as a standing server, for any AWS client on this machine. */
export async function serveSandbox(
  { port: named, proxy, json: _json }: ServeFlags,
  tools: SandboxTools,
): Promise<ExitCode> {
  const { output, interrupt } = tools;
  if (proxy && named !== undefined)
    throw usageInvalid('--port and --proxy exclude each other', "behind the proxy the account has AWS's own names");
  const port = named ?? (proxy ? 0 : SANDBOX_PORT);
  if (port > 65_535) throw usageInvalid(`there is no port ${port}: the last one is 65535`);
  const folder = folderOf(tools);
  const sandbox = await startAccount({ folder, port }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new CertprovError('SANDBOX_PORT_TAKEN', `port ${port} of 127.0.0.1 is taken by another program`, {
      fix: 'choose another one with --port',
    });
  });
  const way = proxy ? await openProxyOnly(sandbox) : undefined;
  try {
    const recorded = await recordServer(folder, sandbox.endpoint, await sandbox.mqtt(), way?.url);
    const { endpoint, mqtt, forget } = recorded;
    const place = { account: sandbox.account, region: sandbox.region };
    output.result(
      way ? { proxy: way.url, ...place } : { endpoint, ...place, mqtt },
      `The sandbox account ${sandbox.account} is served ${way ? `behind the proxy ${way.url}` : `on ${endpoint}`} until Ctrl-C.\nFor other clients:\n  eval "$(${tools.command('sandbox info')} | grep ${way ? "-E '^[A-Z_]+='" : '^AWS_'} | sed 's/^/export /')"\n${wayText(recorded)}`,
    );
    try {
      if (!interrupt.signal.aborted) await interrupt.section(async () => void (await once(interrupt.signal, 'abort')));
    } finally {
      await forget();
    }
  } finally {
    await way?.close();
    await sandbox.close();
  }
  return EXIT.done;
}

const wayText = ({ mqtt, proxy }: Server): string =>
  proxy ? `For devices: ${mqtt.servername}, by the same proxy; CA certificate ${proxy.caFile}` : mqttText(mqtt);

const mqttText = ({ host, port, alpnPort, servername, caFile }: MqttServer): string =>
  `For devices: MQTT on ${host}:${port}, and for port 443 with ALPN on ${host}:${alpnPort}; TLS server name ${servername}, CA certificate ${caFile}`;

/** As of a machine in that network; devices take the roots of Node.js. */
const behindProxy = ({ url, caFile }: ServedProxy) => ({
  HTTPS_PROXY: url,
  AWS_CA_BUNDLE: caFile,
  NODE_EXTRA_CA_CERTS: caFile,
});

export async function showSandbox(tools: SandboxTools): Promise<ExitCode> {
  const folder = folderOf(tools);
  const account = await describeAccount(folder);
  const server = await findServer(folder);
  const endpoint = server?.endpoint ?? `http://127.0.0.1:${SANDBOX_PORT}`;
  const variables = {
    ...(server?.proxy ? behindProxy(server.proxy) : { AWS_ENDPOINT_URL: endpoint }),
    AWS_ACCESS_KEY_ID: account.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.credentials.secretAccessKey,
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
  };
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const serving = server
    ? `\n# ${wayText(server)}`
    : `\n# not served now; start it with:\n# ${tools.command('sandbox serve')}`;
  tools.output.result(
    {
      account: account.account,
      region: account.region,
      folder,
      serving: server?.proxy?.url ?? server?.endpoint ?? null,
      mqtt: server?.proxy ? null : (server?.mqtt ?? null),
      environment: variables,
      holds: account.holds,
    },
    `${lines.join('\n')}${serving}\n\n${account.text}`,
  );
  return EXIT.done;
}

export async function resetSandbox({ like = [] }: ResetFlags, tools: SandboxTools): Promise<ExitCode> {
  const likenesses = like.map(asLikeness);
  const folder = folderOf(tools);
  const server = await findServer(folder);
  if (server) {
    throw new CertprovError('STATE_LOCKED', `the sandbox account is being served on ${server.endpoint}`, {
      fix: 'stop that server first',
    });
  }
  await resetAccount(folder, likenesses);
  await forgetAccount(tools.home, SANDBOX_ACCOUNT);
  const asWhat = likenesses.length === 0 ? '' : `, like ${likenesses.join(', ')}`;
  tools.output.result({ reset: true, folder, like: likenesses }, `the sandbox account is as new${asWhat}`);
  return EXIT.done;
}

const isLikeness = (name: string): name is Likeness => Object.hasOwn(LIKENESSES, name);

function asLikeness(name: string): Likeness {
  if (isLikeness(name)) return name;
  throw usageInvalid(`no account is like ${name}`, `choose of ${Object.keys(LIKENESSES).join(', ')}`);
}

/** From the next request on the policy decides; so it is in every account but this one. */
export async function limitOperator(
  file: string | undefined,
  { none, kind }: PolicyFlags,
  tools: SandboxTools,
): Promise<ExitCode> {
  if ((file === undefined) !== (none === true))
    throw usageInvalid('either a file with a policy or --none', 'e.g. `certprov sandbox policy operator.json`');
  const folder = folderOf(tools);
  await describeAccount(folder);
  if (file === undefined) {
    if (kind === undefined) forgetAccountPolicies(folder);
    else setAccountPolicy(folder, kind, undefined);
  } else {
    await setFrom(file, kind ?? 'identity', folder);
  }
  tools.output.result({ operatorPolicy: file ?? null, kind: kind ?? 'identity' }, limitText(file, kind, tools));
  return EXIT.done;
}

async function setFrom(file: string, kind: PolicyKind, folder: string): Promise<void> {
  const text = await readText(file);
  try {
    setAccountPolicy(folder, kind, text);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw usageInvalid(
      `${file} is no policy for a user: ${error.message}`,
      'print one with `certprov policy operator`',
    );
  }
}

const LIMITS: Readonly<Record<PolicyKind, { readonly set: string; readonly none: string }>> = {
  identity: {
    set: 'the operator may do what FILE says',
    none: 'no identity-based policy limits the operator any more',
  },
  'permissions-boundary': {
    set: 'FILE is the permissions boundary of the operator',
    none: 'the operator has no permissions boundary any more',
  },
  'service-control': {
    set: 'FILE is the service control policy of the account',
    none: 'the account has no service control policy any more',
  },
  session: {
    set: "FILE is the policy of the operator's session",
    none: "the operator's session has no policy of its own any more",
  },
};

function limitText(file: string | undefined, kind: PolicyKind | undefined, { command }: SandboxTools): string {
  if (file !== undefined)
    return `${LIMITS[kind ?? 'identity'].set.replace('FILE', () => file)}, until\n  ${command('sandbox policy --none')}`;
  return kind === undefined ? 'the operator may do everything' : LIMITS[kind].none;
}

/** As Lambda does with a function that nobody called for weeks. */
export async function makeIdle(functionName: string, tools: SandboxTools): Promise<ExitCode> {
  if (!(await setFunctionIdle(folderOf(tools), functionName)))
    throw usageInvalid(`the sandbox has no function ${functionName}`, 'see `certprov sandbox info`');
  tools.output.result(
    { idle: functionName },
    `${functionName} is Inactive now: whoever invokes it next is refused, and wakes it`,
  );
  return EXIT.done;
}

/** A firewall between devices and the account, until it is opened again. */
export async function changeNetwork(portText: string, stateText: string, tools: SandboxTools): Promise<ExitCode> {
  const port = DOOR_PORTS.find((known) => String(known) === portText);
  if (port === undefined)
    throw usageInvalid(`AWS IoT serves devices on ${DOOR_PORTS.join(' and ')}, not on ${portText}`);
  const state = DOOR_STATES.find((known) => known === stateText);
  if (state === undefined) throw usageInvalid(`a port is ${DOOR_STATES.join(', ')}; ${stateText} is none of them`);
  const folder = folderOf(tools);
  await describeAccount(folder);
  setDoor(folder, port, state);
  tools.output.result(
    { port, state },
    `for devices, port ${port} is ${state} now${state === 'open' ? '' : `, until it is opened again or everything is as new:\n  ${tools.command('sandbox reset')}`}`,
  );
  return EXIT.done;
}

/** Breaking it on purpose: a fault waits on disk for the next command that meets it. */
export async function orderFault(
  operation: string,
  kind: string,
  flags: FaultFlags,
  tools: SandboxTools,
): Promise<ExitCode> {
  const name = operation.replace(/^[\w-]+:/, '');
  if (name !== '*' && !SANDBOX_OPERATIONS.has(name)) {
    throw usageInvalid(
      `the sandbox has no operation ${name}`,
      'write it as AWS does, e.g. CreateRole, or * for every call',
    );
  }
  const known = FAULT_KINDS.find((fault) => fault === kind);
  if (!known) throw usageInvalid(`there is no fault ${kind}`, `choose one of ${FAULT_KINDS.join(', ')}`);
  const times = flags.always ? 'always' : (flags.times ?? 1);
  const fault: { operation: string; kind: FaultKind; times: number | 'always'; delayMs?: number } = {
    operation: name,
    kind: known,
    times,
    ...(flags.delayMs === undefined ? {} : { delayMs: flags.delayMs }),
  };
  const folder = folderOf(tools);
  // An account that nobody has started yet is made first, so that the fault has a place to wait.
  await describeAccount(folder);
  await new FaultOrders(folder).add(fault);
  tools.output.result(
    { ordered: { ...fault } },
    `${fault.operation}: ${known}, ${times === 'always' ? `always, until\n  ${tools.command('sandbox reset')}` : times === 1 ? 'the next time' : `the next ${times} times`}`,
  );
  return EXIT.done;
}
