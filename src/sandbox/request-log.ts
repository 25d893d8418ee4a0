import { appendFileSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno } from './state/write-file-atomically.ts';

/** One request as it was answered; no bodies. */
export interface RecordedRequest {
  readonly time: string;
  readonly service: string;
  readonly operation: string;
  readonly kind: 'read' | 'invoke' | 'write';
  /** True for `write`: the call could change the account. */
  readonly mutating: boolean;
  readonly region: string;
  /** ARN, or undefined when the signature was refused. */
  readonly caller: string | undefined;
  /** 0: the connection was cut on order. */
  readonly status: number;
  readonly errorCode?: string;
}

const CAP_BYTES = 8 * 1024 * 1024;
/** A signature leaves the account as it was. */
const READS = /^(Get|List|Describe|Lookup|Simulate|AssumeRole)|^(Sign|Verify)$/;

export const kindOf = (operation: string): RecordedRequest['kind'] =>
  operation === 'Invoke' ? 'invoke' : READS.test(operation) ? 'read' : 'write';

/** All requests that the account got, whichever process served them. */
export class RequestLog {
  readonly #path: string;

  constructor(folder: string) {
    this.#path = join(folder, 'requests.jsonl');
  }

  append(request: Omit<RecordedRequest, 'kind' | 'mutating'>): void {
    const kind = kindOf(request.operation);
    if ((statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) > CAP_BYTES)
      renameSync(this.#path, `${this.#path}.1`);
    appendFileSync(this.#path, `${JSON.stringify({ ...request, kind, mutating: kind === 'write' })}\n`, {
      mode: 0o600,
    });
  }

  read(): readonly RecordedRequest[] {
    try {
      const lines = readFileSync(this.#path, 'utf8').split('\n').slice(0, -1);
      return lines.map((line) => JSON.parse(line) as RecordedRequest);
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return [];
      throw error;
    }
  }

  clear(): void {
    for (const path of [this.#path, `${this.#path}.1`]) rmSync(path, { force: true });
  }
}
