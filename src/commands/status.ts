import { isBlocked, type Finding } from '../finding.ts';
import type { ReadingContext } from '../context.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { networkDocument, showEndpoint } from './header.ts';
import { checkStatus } from './status/check-status.ts';
import { readStatus } from './status/read-status.ts';
import { statusDocument } from './status/status-document.ts';
import { statusText } from './status/status-text.ts';
import type { Json } from '../terminal/output.ts';

export interface StatusReport {
  readonly document: { [key: string]: Json | undefined };
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** Who signs now, since when, and whether that works. Reads everything, changes nothing. */
export async function runStatus(context: ReadingContext): Promise<ExitCode> {
  const { output } = context;
  showEndpoint(context);
  const reading = output.progress('reading the account');
  const { document, text, findings } = await reportStatus(context).catch((error: unknown) => {
    reading.fail('reading the account');
    throw error;
  });
  reading.succeed('account read');
  output.result(document, text);
  output.findings(findings);
  return isBlocked(findings) ? EXIT.blocked : EXIT.done;
}

/** The same for `init`, which ends with it. */
export async function reportStatus(context: ReadingContext): Promise<StatusReport> {
  const { output, now, propagationSeconds, command } = context;
  const status = await readStatus(context, now());
  const findings = checkStatus(status, now());
  const text = statusText(status, findings, { now: now(), propagationSeconds, command, output });
  return { document: { ...statusDocument(status, findings), network: networkDocument(context) }, text, findings };
}
