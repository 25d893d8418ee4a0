import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { FaultOrders, type Fault } from '../../src/sandbox/faults.ts';
import { setOperatorPolicy } from '../../src/sandbox/iam/account-policies.ts';
import { setDoor } from '../../src/sandbox/network.ts';
import { RequestLog, type RecordedRequest } from '../../src/sandbox/request-log.ts';
import type { SandboxSettings } from '../../src/sandbox/service.ts';
import { snapshotOf } from '../../src/sandbox/snapshot.ts';
import { startAccount } from '../../src/sandbox/start-account.ts';
import { openStore } from '../../src/sandbox/state/open-store.ts';
import {
  runCertprov,
  startCertprov,
  type CertprovRun,
  type RunOptions,
  type StartedCertprov,
} from '../support/certprov.ts';
import { warmCertprov } from '../support/warm-certprov.ts';

export const PLACE = '000000000000/us-east-1';
/** Without a canary, which most tests are not about: canary.test.ts has it. */
export const UNATTENDED = ['init', '--sandbox', '--yes', '--confirm', PLACE, '--no-canary'] as const;

export const ROLLBACK = ['rollback', '--sandbox', '--yes', '--json'] as const;
/** At once: nothing waits for calls that are still on their way. */
export const ROLLBACK_ALL = ['rollback', '--all', '--sandbox', '--yes', '--wait', '0', '--json'] as const;

export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** With a canary, so that the switch is proven. */
export const PROVEN = UNATTENDED.filter((word) => word !== '--no-canary');

/** One state folder with its sandbox account; commands on it run in other processes. */
export class Account {
  readonly home: string;
  readonly #folder: string;

  private constructor(home: string) {
    this.home = home;
    this.#folder = join(home, 'sandbox');
  }

  /** A new account whose delays are short, since waiting is not what most tests are about. */
  static async seeded(): Promise<Account> {
    const account = new Account(mkdtempSync(join(inject('scratch'), 'home-')));
    mkdirSync(account.#folder);
    account.set({});
    await account.elsewhere(async () => undefined);
    return account;
  }

  /** The same after `init`, proven. */
  static async enabled(seeded?: Account): Promise<Account> {
    const account = seeded?.copy() ?? (await Account.seeded());
    const { exitCode, stderr } = await account.run(PROVEN);
    if (exitCode !== 0) throw new Error(`init: exit ${exitCode}\n${stderr}`);
    return account;
  }

  /** One whose state folder is there already. */
  static at(home: string): Account {
    return new Account(home);
  }

  /** The same account again, going its own way from here. */
  copy(): Account {
    const home = mkdtempSync(join(inject('scratch'), 'home-'));
    cpSync(this.home, home, { recursive: true });
    return new Account(home);
  }

  /** The same account after a command, which has to come to its end. */
  async after(args: readonly string[] | ((account: Account) => readonly string[])): Promise<Account> {
    const account = this.copy();
    const run = await account.run(typeof args === 'function' ? args(account) : args);
    if (run.exitCode !== 0) throw new Error(`exit ${run.exitCode}\n${run.stderr}`);
    return account;
  }

  /** The same account from another machine, where nothing of certprov's own is known. */
  withoutJournal(): Account {
    const other = this.copy();
    for (const name of ['journal', 'authorities']) rmSync(join(other.home, name), { recursive: true, force: true });
    return other;
  }

  /** To its end. Given an environment or an input, it is a process of its own. */
  run(args: readonly string[], options?: Omit<RunOptions, 'home'>): Promise<CertprovRun> {
    const { home } = this;
    return options === undefined ? warmCertprov(args, { home }) : runCertprov(args, { home, ...options });
  }

  /** Running; to be stopped by the test. */
  start(args: readonly string[], options: Omit<RunOptions, 'home'> = {}): StartedCertprov {
    return startCertprov(args, { home: this.home, ...options });
  }

  /** Served in this process, for other AWS clients: what happens in the account without certprov. */
  async elsewhere<T>(act: (client: ClientConfig) => Promise<T>): Promise<T> {
    const sandbox = await startAccount({ folder: this.#folder });
    const { endpoint, region, credentials } = sandbox;
    try {
      return await act({ endpoint, region, credentials });
    } finally {
      await sandbox.close();
    }
  }

  /** What the account holds. */
  snapshot(): Promise<object> {
    return openStore(this.#folder).read(snapshotOf);
  }

  fault(fault: Omit<Fault, 'times'> & { readonly times?: Fault['times'] }): Promise<void> {
    return new FaultOrders(this.#folder).add({ times: 1, ...fault });
  }

  /** Whether every fault that was ordered has met a request. */
  areFaultsMet(): boolean {
    const orders = JSON.parse(readFileSync(join(this.#folder, 'faults.json'), 'utf8')) as readonly {
      readonly seen?: number;
      readonly skip?: number;
    }[];
    return orders.every(({ seen = 0, skip = 0 }) => seen > skip);
  }

  /** How slow AWS is; quick where nothing is said. */
  set(settings: Partial<SandboxSettings>): void {
    const quick = { roleDelayMs: 1, functionPendingMs: 1, authorityMs: 1, propagationMs: 1 };
    writeFileSync(join(this.#folder, 'settings.json'), JSON.stringify({ ...quick, ...settings }));
  }

  /** A firewall before one of AWS IoT's ports for devices. */
  door(port: Parameters<typeof setDoor>[1], state: Parameters<typeof setDoor>[2]): void {
    setDoor(this.#folder, port, state);
  }

  /** The operator may do no more than this, until it is everything again. */
  limit(policy: object | undefined): void {
    setOperatorPolicy(this.#folder, policy && JSON.stringify(policy));
  }

  /** The operator may do everything but this. */
  deny(
    action: string | readonly string[],
    more: { readonly Resource?: unknown; readonly Condition?: object } = {},
  ): void {
    const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
    const deny = { Effect: 'Deny', Action: action, Resource: '*', ...more };
    this.limit({ Version: '2012-10-17', Statement: [allow, deny] });
  }

  /** AWS behaves again. */
  mend(): void {
    new FaultOrders(this.#folder).clear();
  }

  /** Requests of what `run` did, in order. */
  async requestsOf(run: () => Promise<unknown>): Promise<readonly RecordedRequest[]> {
    const before = this.requests().length;
    await run();
    return this.requests().slice(before);
  }

  requests(): readonly RecordedRequest[] {
    return new RequestLog(this.#folder).read();
  }

  /** Until the account has served such a request, behind the first `since` of all. */
  async until(operation: string, since = 0): Promise<void> {
    const giveUpAt = Date.now() + 60_000;
    while (!operationsOf(this.requests().slice(since)).some((one) => one.startsWith(operation))) {
      if (Date.now() > giveUpAt) throw new Error(`no ${operation} came`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Whether certprov has anything on record here. */
  hasJournal(): boolean {
    return existsSync(join(this.home, 'journal'));
  }

  /** Files of the journal. */
  journals(): string[] {
    const folder = join(this.home, 'journal', PLACE.replace('/', '-'));
    return readdirSync(folder).map((name) => join(folder, name));
  }

  journalText(): string {
    return this.journals()
      .map((path) => readFileSync(path, 'utf8'))
      .join('');
  }

  /** A file of the operator's; the answer is its path. */
  file(name: string, content: string | Uint8Array): string {
    const path = join(this.home, name);
    writeFileSync(path, content);
    return path;
  }
}

export const operationsOf = (requests: readonly RecordedRequest[]): string[] =>
  requests.map(({ operation }) => operation);

export const mutating = (requests: readonly RecordedRequest[]): string[] =>
  operationsOf(requests.filter((request) => request.mutating));
