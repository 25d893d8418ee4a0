import { expect, it } from 'vitest';
import type { AwsReader, FunctionDescription, FunctionSummary } from '../../src/aws/ports/ports.ts';
import { FunctionChoices } from '../../src/steps/function-choices.ts';
import { functionDescription, functionSummary } from '../checks/descriptions.ts';

const going = new AbortController().signal;

const page = (from: number, count: number): FunctionSummary[] =>
  Array.from({ length: count }, (_, i) => functionSummary(`function-${String(from + i).padStart(4, '0')}`));

const described = (name: string, more: Partial<FunctionDescription> = {}): FunctionDescription =>
  functionDescription({ ...functionSummary(name), ...more });

type Reads = Partial<Pick<AwsReader, 'listFunctions' | 'describeFunction'>>;

/** An account whose answers the test gives; a read that it does not expect fails. */
const account = (reads: Reads): AwsReader => reads as AwsReader;

async function* listed(...pages: FunctionSummary[][]): AsyncGenerator<FunctionSummary[], void> {
  yield* pages;
}

const never = new Promise<never>(() => undefined);

async function all<T>(lists: AsyncIterable<T>): Promise<T[]> {
  const arrived: T[] = [];
  for await (const list of lists) arrived.push(list);
  return arrived;
}

it('shows the first page while the next one and every state are still on their way', async () => {
  const choices = new FunctionChoices(
    account({
      async *listFunctions() {
        yield page(0, 50);
        await never;
      },
      describeFunction: () => never,
    }),
  );
  const { value } = await choices.find(undefined, going).next();
  expect(value?.map(({ short }) => short)).toEqual(page(0, 50).map((f) => f.functionName));
});

it('adds the states of the ten on screen when they have arrived, and why one cannot be chosen', async () => {
  const asked: string[] = [];
  const choices = new FunctionChoices(
    account({
      listFunctions: () => listed(page(0, 50)),
      describeFunction: async (name) => {
        asked.push(name);
        return described(name, name.endsWith('3') ? { reservedConcurrency: 0 } : {});
      },
    }),
  );
  const [first, second, ...others] = await all(choices.find(undefined, going));
  expect(others).toEqual([]);
  expect(first!.some(({ label }) => label.includes('Active'))).toBe(false);
  expect(second!.filter(({ label }) => label.includes('Active'))).toHaveLength(10);
  expect(second!.flatMap(({ short, disabled }) => (disabled ? [short] : []))).toEqual(['function-0003']);
  expect(asked).toEqual(page(0, 10).map((f) => f.functionName));
});

it('asks for the state of a function once, whatever is typed, and hides none whose state is refused', async () => {
  const asked: string[] = [];
  const choices = new FunctionChoices(
    account({
      listFunctions: () => listed(page(0, 3)),
      describeFunction: async (name) => {
        asked.push(name);
        if (name.endsWith('1')) throw new Error('not authorized');
        return described(name);
      },
    }),
  );
  await all(choices.find(undefined, going));
  const again = await all(choices.find('0001', going));
  expect(again.at(-1)!.map(({ short }) => short)).toEqual(['function-0001']);
  await all(choices.find(undefined, going));
  expect(asked).toEqual(['function-0000', 'function-0001', 'function-0002']);
});

it('asks for no state after more was typed', async () => {
  const typing = new AbortController();
  const choices = new FunctionChoices(account({ listFunctions: () => listed(page(0, 5)) }));
  const lists = choices.find(undefined, typing.signal);
  await lists.next();
  typing.abort();
  expect(await lists.next()).toEqual({ done: true, value: undefined });
});

it('finds what stands on the last page', async () => {
  const pages = Array.from({ length: 100 }, (_, i) => page(i * 50, 50));
  const choices = new FunctionChoices(
    account({ listFunctions: () => listed(...pages), describeFunction: async (name) => described(name) }),
  );
  const lists = await all(choices.find('4999', going));
  expect(lists.at(-1)!.map(({ short }) => short)).toEqual(['function-4999']);
});

it('reads the list once, from when it is told to', async () => {
  let reads = 0;
  const choices = new FunctionChoices(
    account({
      listFunctions() {
        reads += 1;
        return listed(page(0, 1));
      },
      describeFunction: async (name) => described(name),
    }),
  );
  expect(reads).toBe(0);
  choices.load();
  choices.load();
  await all(choices.find(undefined, going));
  expect(reads).toBe(1);
});

it('fails as the list fails', async () => {
  const choices = new FunctionChoices(
    account({
      // oxlint-disable-next-line require-yield -- it fails before the first page
      async *listFunctions() {
        throw new Error('not authorized to list functions');
      },
    }),
  );
  await expect(all(choices.find(undefined, going))).rejects.toThrow('not authorized to list functions');
});
