import { format } from 'node:util';
import { report } from './report.ts';

let requestId: string | undefined;

export function setRequestId(id: string | undefined): void {
  requestId = id;
}

/** A line as Lambda's Node.js runtime logs it: time, request, level and text, separated by tabs. */
export function log(level: string, text: string): void {
  report({ type: 'log', text: `${new Date().toISOString()}\t${requestId ?? 'undefined'}\t${level}\t${text}\n` });
}

/** `console` in Lambda's text format; what is written to stdout and stderr directly is logged as it is. */
export function replaceConsole(): void {
  const levels = { log: 'INFO', info: 'INFO', debug: 'DEBUG', warn: 'WARN', error: 'ERROR', trace: 'TRACE' } as const;
  for (const [method, level] of Object.entries(levels)) {
    console[method as keyof typeof levels] = (...parts: unknown[]) => log(level, format(...parts));
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk: Uint8Array | string, ...rest: unknown[]): boolean => {
      report({ type: 'log', text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString() });
      const done = rest.find((argument) => typeof argument === 'function');
      if (done) process.nextTick(done);
      return true;
    };
  }
}
