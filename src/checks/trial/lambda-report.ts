/** What Lambda says about one invocation at the end of its log. */
interface LambdaReport {
  readonly durationMs: number;
  /** Cold start (or SnapStart restore); undefined when the environment was warm. */
  readonly startMs: number | undefined;
}

/**
 * The REPORT line of text logs, or `platform.report` of JSON logs.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
 */
export function readLambdaReport(logTail: string): LambdaReport | undefined {
  for (const line of logTail.split('\n').toReversed()) {
    const report = line.startsWith('REPORT ')
      ? fromText(line)
      : line.includes('"platform.report"')
        ? fromJson(line)
        : undefined;
    if (report) return report;
  }
  return undefined;
}

function fromText(line: string): LambdaReport | undefined {
  const milliseconds = (name: string): number | undefined => {
    const [, value] = new RegExp(`(?:^REPORT RequestId: \\S+\\s+|\\t)${name}: ([\\d.]+) ms`).exec(line) ?? [];
    return value === undefined ? undefined : Number(value);
  };
  const durationMs = milliseconds('Duration');
  return durationMs === undefined
    ? undefined
    : { durationMs, startMs: milliseconds('Init Duration') ?? milliseconds('Restore Duration') };
}

function fromJson(line: string): LambdaReport | undefined {
  const metrics = member(member(parse(line), 'record'), 'metrics');
  const durationMs = member(metrics, 'durationMs');
  const startMs = member(metrics, 'initDurationMs') ?? member(metrics, 'restoreDurationMs');
  if (typeof durationMs !== 'number') return undefined;
  return { durationMs, startMs: typeof startMs === 'number' ? startMs : undefined };
}

/** The CA's share, which the built-in signer writes into its own log line: `{"certprov": …, "ms": {"authority": 160}}`. */
export function readAuthorityMs(logTail: string): number | undefined {
  for (const line of logTail.split('\n').toReversed()) {
    const start = line.indexOf('{');
    const record = start >= 0 && line.includes('"certprov"') ? parse(line.slice(start)) : undefined;
    // JSON logging puts what the function wrote into `message`.
    const milliseconds = [record, member(record, 'message')].map((entry) => member(member(entry, 'ms'), 'authority'));
    const found = milliseconds.find((value) => typeof value === 'number');
    if (typeof found === 'number') return found;
  }
  return undefined;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
