import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno, writeFileAtomically } from './state/write-file-atomically.ts';
import { StaleState } from './state/stale-state.ts';
import { withLock } from './state/lock.ts';

/**
 * `drop-before`: the connection is cut and nothing is done. `drop-after`: it is done, and cut instead of answered.
 * `error-after`: it is done, and answered with an error. `stale-read`: the answer is from before the last change.
 * `stale-empty`: lists in the answer are empty.
 */
export const FAULT_KINDS = [
  'throttle',
  'error-500',
  'error-503',
  'error-after',
  'access-denied',
  'explicit-deny',
  'expired-token',
  'clock-skew',
  'stale-not-found',
  'stale-read',
  'stale-empty',
  'invalid-state',
  'limit-exceeded',
  'already-exists',
  'garbage',
  'delay',
  'hang',
  'drop-before',
  'drop-after',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** A misbehaviour on order, for one operation. */
export interface Fault {
  /** Signing name; any service when absent. */
  readonly service?: string;
  /** As AWS writes it, or `*`. */
  readonly operation: string;
  readonly kind: FaultKind;
  readonly times: number | 'always';
  /** How many matching requests pass first. */
  readonly skip?: number;
  /** Once it is due, whatever is asked for meets it. */
  readonly onward?: boolean;
  /** For `delay`; for `clock-skew`, how far AWS's clock is ahead, an hour when absent. */
  readonly delayMs?: number;
}

interface OrderedFault extends Fault {
  /** Matching requests so far, the passed ones included. */
  readonly seen?: number;
}

/** Faults are kept in a file, so that the next command, another process, meets what is left of them. */
export class FaultOrders {
  readonly #path: string;
  readonly #stalePath: string;

  constructor(folder: string) {
    this.#stalePath = StaleState.pathIn(folder);
    this.#path = join(folder, 'faults.json');
  }

  async add(fault: Fault): Promise<void> {
    await withLock(`${this.#path}.lock`, () => this.#write([...this.#read(), fault]));
  }

  /** The fault that is due for this request, counted as used. */
  async take(service: string, operation: string): Promise<Fault | undefined> {
    if (statSync(this.#path, { throwIfNoEntry: false }) === undefined) return undefined;
    return await withLock(`${this.#path}.lock`, () => {
      const orders = [...this.#read()];
      for (const [index, order] of orders.entries()) {
        const seen = order.seen ?? 0;
        const due = seen - (order.skip ?? 0);
        const isMeant =
          (order.service ?? service) === service && (order.operation === '*' || order.operation === operation);
        if (!isMeant && !(order.onward && due > 0)) continue;
        if (order.times !== 'always' && due >= order.times) continue;
        orders[index] = { ...order, seen: seen + 1 };
        if (due < 0) continue;
        this.#write(orders);
        return order;
      }
      this.#write(orders);
      return undefined;
    });
  }

  /** Whether a fault of this kind is on order, due or not. */
  holds(kind: FaultKind): boolean {
    return this.#read().some((order) => order.kind === kind);
  }

  clear(): void {
    for (const path of [this.#path, this.#stalePath]) rmSync(path, { force: true });
  }

  #read(): readonly OrderedFault[] {
    try {
      return JSON.parse(readFileSync(this.#path, 'utf8')) as readonly OrderedFault[];
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return [];
      throw error;
    }
  }

  #write(orders: readonly OrderedFault[]): void {
    writeFileAtomically(this.#path, JSON.stringify(orders, undefined, 1));
  }
}
