interface InvocationReport {
  readonly requestId: string;
  readonly durationMs: number;
  /** Of a cold start. */
  readonly initMs: number | undefined;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
  readonly status?: 'timeout' | 'error';
  readonly errorType?: string;
}

const LOG_RESULT_BYTES = 4096;

/** A function can log without end; more than the tail is never shown. */
const KEPT_CHARACTERS = 64 * 1024;

/** The log of one invocation, in Lambda's text format. */
export class InvocationLog {
  #text = '';

  append(text: string): void {
    this.#text = (this.#text + text).slice(-KEPT_CHARACTERS);
  }

  start(requestId: string, version: string): void {
    this.append(`START RequestId: ${requestId} Version: ${version}\n`);
  }

  /** A function's last line need not end; Lambda's own lines stand alone. */
  end(report: InvocationReport): void {
    if (this.#text !== '' && !this.#text.endsWith('\n')) this.append('\n');
    this.append(`END RequestId: ${report.requestId}\n${reportLine(report)}\n`);
  }

  /** Base64 of the last 4 KB, as `LogResult` holds it. */
  tail(): string {
    return Buffer.from(this.#text).subarray(-LOG_RESULT_BYTES).toString('base64');
  }
}

/** Since August 2025 the billed duration includes initialisation. */
function reportLine(report: InvocationReport): string {
  const { initMs, status, errorType } = report;
  return [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${report.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(report.durationMs + (initMs ?? 0))} ms`,
    `Memory Size: ${report.memoryMb} MB`,
    `Max Memory Used: ${Math.min(report.maxMemoryMb, report.memoryMb)} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ...(status === undefined ? [] : [`Status: ${status}`]),
    ...(errorType === undefined ? [] : [`Error Type: ${errorType}`]),
    '',
  ].join('\t');
}
