import type { AwsReader, FunctionDescription, FunctionSummary } from '../aws/ports/ports.ts';
import { checkFunctionUsable, LIMIT_SECONDS } from '../checks/function-usable.ts';
import type { Choice } from '../terminal/prompter.ts';

/** As many as a page of the prompt shows: only for these is the state asked for, since ListFunctions leaves it out. */
const DESCRIBED = 10;
const SHOWN = 200;

/** As wide as the choice to create one; all columns then fit into 80. */
export const NAME_COLUMNS = 'create certprov-signer'.length;
const MOST_NAME_COLUMNS = 28;

/** Longer than AWS IoT's 5 s by far: made for another job. */
const LONG_TIMEOUT_SECONDS = 60;

/**
 * The account's functions as choices. Pages arrive in the background, so that an account with thousands of functions
 * shows its first ones as soon as AWS answers once.
 */
export class FunctionChoices {
  readonly #aws: AwsReader;
  readonly #loaded: FunctionSummary[] = [];
  readonly #described = new Map<string, FunctionDescription>();
  readonly #asked = new Map<string, Promise<void>>();
  #isLoading = false;
  #isDone = false;
  #failure: unknown;
  #arrived: () => void = () => {};
  #arrival: Promise<void> = this.#nextArrival();

  constructor(aws: AwsReader) {
    this.#aws = aws;
  }

  /** Begins to read the list; `find` does so too. */
  load(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    void this.#load();
  }

  /** What is known of one that was on the first page of a list. */
  described(name: string): FunctionDescription | undefined {
    return this.#described.get(name);
  }

  /** Matches of what was typed so far; without a term, the first page. Their states follow when AWS has told them. */
  async *find(term: string | undefined, signal: AbortSignal): AsyncGenerator<Choice<string>[], void> {
    this.load();
    const words = (term ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const shown = (await this.#matches(words, signal)).slice(0, SHOWN);
    const width = Math.max(NAME_COLUMNS, ...shown.map((f) => f.functionName.length));
    const choices = () =>
      shown.map((summary) =>
        asChoice(summary, this.#described.get(summary.functionName), Math.min(width, MOST_NAME_COLUMNS)),
      );
    yield choices();
    const first = shown.slice(0, DESCRIBED).map((f) => f.functionName);
    if (signal.aborted || first.every((name) => this.#described.has(name))) return;
    await Promise.all(first.map((name) => this.#describe(name)));
    yield choices();
  }

  async #matches(words: readonly string[], signal: AbortSignal): Promise<FunctionSummary[]> {
    for (;;) {
      const matches = this.#loaded.filter((f) => words.every((word) => searchable(f).includes(word)));
      const enough = matches.length >= DESCRIBED || (words.length === 0 && matches.length > 0);
      if (enough || this.#isDone || signal.aborted) {
        if (this.#failure) throw this.#failure;
        return matches;
      }
      await this.#arrival;
    }
  }

  async #load(): Promise<void> {
    try {
      for await (const page of this.#aws.listFunctions()) {
        this.#loaded.push(...page);
        this.#announce();
      }
    } catch (error) {
      this.#failure = error;
    }
    this.#isDone = true;
    this.#announce();
  }

  #announce(): void {
    this.#arrived();
    this.#arrival = this.#nextArrival();
  }

  #nextArrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#arrived = resolve;
    });
  }

  /** Not being allowed to look at one function must not hide the list. */
  #describe(name: string): Promise<void> {
    const ask = async (): Promise<void> => {
      const description = await this.#aws.describeFunction(name).catch(() => undefined);
      if (description) this.#described.set(name, description);
    };
    const asked = this.#asked.get(name) ?? ask();
    this.#asked.set(name, asked);
    return asked;
  }
}

const searchable = (f: FunctionSummary): string =>
  `${f.functionName} ${f.runtime ?? 'image'} ${f.description}`.toLowerCase();

function asChoice(summary: FunctionSummary, described: FunctionDescription | undefined, width: number): Choice<string> {
  const { functionName, functionArn, runtime, timeoutSeconds } = summary;
  const columns = [
    functionName.padEnd(width),
    (runtime ?? 'image').padEnd(10),
    `timeout ${timeoutSeconds} s`.padEnd(13),
  ];
  const blocker = described && checkFunctionUsable(described).find((finding) => finding.severity === 'blocker');
  const label = [...columns, described?.state ?? '', remark(summary)].join('  ').trimEnd();
  return {
    value: functionArn,
    label,
    short: functionName,
    ...(summary.description ? { description: summary.description } : {}),
    ...(blocker ? { disabled: blocker.summary } : {}),
  };
}

function remark({ timeoutSeconds }: FunctionSummary): string {
  if (timeoutSeconds < LIMIT_SECONDS) return `! shorter than ${LIMIT_SECONDS} s`;
  return timeoutSeconds > LONG_TIMEOUT_SECONDS ? '! not a signer?' : '';
}
