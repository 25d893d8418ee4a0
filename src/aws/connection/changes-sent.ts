/** What became of one request, as far as the wire tells. */
export type RequestFate = 'never-left' | 'refused' | 'left';

/**
 * Requests of this process that could change an account, counted at the socket. It alone knows whether one left, so
 * only what asks here may say that nothing was changed.
 */
export class ChangesSent {
  readonly #left = new Map<string, number>();
  readonly #refused = new Map<string, number>();

  /** All that left this machine, whatever came back. */
  get count(): number {
    return sum(this.#left);
  }

  /** One that may have been carried out: AWS did not turn every one of them down. */
  mayHaveDone(operation: string): boolean {
    return (this.#left.get(operation) ?? 0) > (this.#refused.get(operation) ?? 0);
  }

  /** To be called before the request leaves: a process that is stopped while it is under way learns no more of it. */
  leaves(operation: string): void {
    add(this.#left, operation, 1);
  }

  /** What is known of it now. */
  became(operation: string, fate: RequestFate): void {
    if (fate === 'never-left') add(this.#left, operation, -1);
    if (fate === 'refused') add(this.#refused, operation, 1);
  }
}

const add = (counts: Map<string, number>, operation: string, by: number): void =>
  void counts.set(operation, (counts.get(operation) ?? 0) + by);

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, one) => all + one, 0);
