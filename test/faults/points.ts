import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inject } from 'vitest';
import { Account } from '../e2e/account.ts';
import type { CertprovRun, RunOptions, StartedCertprov } from '../support/certprov.ts';

/** A moment between two effects of certprov outside of its process; see `at-points.mjs`. */
export interface Point {
  /** What is about to be done or is done, when, and the how manieth time: `iam CreateRole, before it leaves`. */
  readonly id: string;
  readonly channel: 'journal' | 'lock' | 'file' | 'call' | 'CA' | 'device';
  readonly subject: string;
  readonly phase: string;
  /** The effect is a change, not a look. */
  readonly changes: boolean;
  /** Points with the same number leave the same behind. */
  readonly image: number;
}

export interface Traced {
  readonly points: readonly Point[];
  /** The state folder as a kill at the point would leave it; to be copied. */
  readonly imageAt: (point: Point) => Account;
  readonly run: CertprovRun;
}

const PRELOAD = pathToFileURL(join(dirname(fileURLToPath(import.meta.url)), 'at-points.mjs')).href;

const withPoints = (order: object, env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  ...env,
  NODE_OPTIONS: `--import ${PRELOAD}`,
  CERTPROV_POINTS: JSON.stringify(order),
});

/** Runs to its end, and finds all the points on the way. */
export async function tracePoints(
  account: Account,
  args: readonly string[],
  { withImages = true, ...options }: Omit<RunOptions, 'home'> & { readonly withImages?: boolean } = {},
): Promise<Traced> {
  const folder = mkdtempSync(join(inject('scratch'), 'points-'));
  const [trace, images] = [join(folder, 'trace.jsonl'), join(folder, 'images')];
  mkdirSync(images);
  const run = await account.run(args, {
    ...options,
    env: withPoints(withImages ? { trace, images } : { trace }, options.env),
  });
  const lines = readFileSync(trace, 'utf8').split('\n').slice(0, -1);
  return {
    points: lines.map((line) => JSON.parse(line) as Point),
    imageAt: ({ image }) => Account.at(join(images, String(image))),
    run,
  };
}

/** What the file system says when it does not do as asked. */
export type Errno = 'ENOSPC' | 'EIO' | 'EROFS' | 'EACCES';

/** Runs until a point, where a signal comes, two (`SIGINT SIGTERM`), or an error of the file system. */
export const runToPoint = (
  account: Account,
  args: readonly string[],
  point: Pick<Point, 'id'>,
  strike: NodeJS.Signals | 'SIGINT SIGTERM' | Errno,
  options: Omit<RunOptions, 'home'> = {},
): Promise<CertprovRun> => account.run(args, { ...options, env: withPoints({ at: point.id, strike }, options.env) });

/** As `runToPoint`, and waits until the signal has struck; stopped for good at the end. */
export async function startToPoint(
  account: Account,
  args: readonly string[],
  at: string,
  strike: 'SIGSTOP' | 'SIGKILL',
): Promise<StartedCertprov & AsyncDisposable> {
  const trace = join(mkdtempSync(join(inject('scratch'), 'points-')), 'trace.jsonl');
  writeFileSync(trace, '');
  const started = account.start(args, { env: withPoints({ trace, at, strike }) });
  const ended = started.done.then(() => 'ended');
  const giveUpAt = Date.now() + 60_000;
  while (!readFileSync(trace, 'utf8').includes(`"id":${JSON.stringify(at)}`)) {
    const isOver = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20, 'runs'))]);
    if (Date.now() > giveUpAt || (isOver === 'ended' && strike === 'SIGSTOP')) throw new Error(`never came to ${at}`);
  }
  return {
    ...started,
    [Symbol.asyncDispose]: async () => {
      started.kill('SIGKILL');
      await started.done;
    },
  };
}

/** What two runs of the same make anew: names of runs, times, keys, serial numbers, ports. */
export const masked = (text: string): string =>
  text
    .replace(/\d{8}T\d{9}Z-[0-9a-f]{8}/g, 'RUN')
    // A line that was cut short may end in the middle of one.
    .replace(/\d{8}T\d*Z?-?[0-9a-f]*$/, 'RUN')
    .replace(/"[0-9a-f]{8}-[0-9a-f-]*$/, '"ID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:?00)/g, 'TIME')
    .replace(/\b1[0-9]{9}(\d{3})?(\.\d+)?\b/g, 'TIME')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replace(/"crc32":"[0-9a-f]{8}"/g, '"crc32":"SUM"')
    .replace(/\bdevice-([0-9a-f]{8}|[0-9a-f]{1,7}$)/g, 'DEVICE')
    .replace(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----(\\n|\n)?/g, 'PEM')
    .replace(/AROA[A-Z0-9]{17}/g, 'ROLE')
    .replace(/\beni-[0-9a-f]{17}/g, 'ENI')
    .replace(/(:secret:[^"]*)-\w{6}(?=")/g, '$1-XXXXXX')
    .replace(/127\.0\.0\.1:\d+/g, 'HOST')
    .replace(/[0-9a-f]{32,}/g, 'HEX')
    .replace(/[A-Za-z0-9+/]{40,}={0,2}/g, 'BASE64');

/** All that the next command can find: the account, and what certprov keeps on this machine. */
export async function stateOf(account: Account): Promise<string> {
  const own = readdirSync(account.home, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(account.home.length + 1))
    .filter((path) => !/^(sandbox|user)\//.test(path))
    .map((path) => `${path}\n${readFileSync(join(account.home, path), 'utf8')}`.replace(/"pid":\d+/, '"pid":0'));
  // In the order of their names without what is made up.
  return [await contentsOf(account), ...own.map(masked).toSorted()].join('\n');
}

/** What the account holds, without what two runs of the same make anew, and the former values of a secret. */
export const contentsOf = async (account: Account, but: readonly string[] = []): Promise<string> =>
  masked(
    JSON.stringify(
      await account.snapshot(),
      (key, value: unknown) => {
        if (key === 'versions' && isVersions(value)) return currentOf(value);
        return isPending(value) || but.includes(key) ? undefined : value;
      },
      1,
    ),
  );

type Versions = Readonly<Record<string, { readonly stages: readonly string[] }>>;

/** A certificate that nobody has claimed: AWS forgets it within the hour. */
export const isPending = (value: unknown): boolean => {
  const { status, unclaimedUntil } = (value ?? {}) as { readonly status?: unknown; readonly unclaimedUntil?: unknown };
  return status === 'PENDING_ACTIVATION' && unclaimedUntil !== undefined;
};

const isVersions = (value: unknown): value is Versions =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((version: object | null) => version !== null && 'stages' in version);

const currentOf = (versions: Versions): object[] =>
  Object.values(versions).filter(({ stages }) => stages.includes('AWSCURRENT'));
