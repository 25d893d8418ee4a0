import { functionNameOf } from '../aws/arn.ts';
import type { FunctionDescription } from '../aws/ports/ports.ts';
import type { CodeSigning } from '../aws/ports/function-ports.ts';
import { checkCodeSigning, codeSigningText } from '../checks/code-signing.ts';
import { checkFunctionRuntime } from '../checks/function-runtime.ts';
import { checkFunctionUsable, LIMIT_SECONDS } from '../checks/function-usable.ts';
import { assertFunctionReference } from '../deployment/assert-function-reference.ts';
import { DEFAULT_FUNCTION_NAME, prefixed } from '../deployment/names.ts';
import { isOurFunction } from '../deployment/ownership.ts';
import { CertprovError, EXIT, usageInvalid } from '../errors.ts';
import type { Choice } from '../terminal/prompter.ts';
import { paragraph } from '../terminal/text-layout.ts';
import { FunctionChoices, NAME_COLUMNS } from './function-choices.ts';
import { readRemark } from './read-remark.ts';
import type { Step, StepTools } from './step.ts';

export interface FunctionFlags {
  /** Name or ARN of a function that exists. */
  readonly function?: string | undefined;
  /** True, or the name of the function to create. */
  readonly createFunction?: boolean | string | undefined;
  readonly memory?: number | undefined;
  readonly architecture?: string | undefined;
  /** Before the name of the function that is created. */
  readonly namePrefix?: string | undefined;
}

export interface NewFunction {
  readonly mode: 'create';
  readonly functionName: string;
  readonly memoryMb: number;
  readonly architecture: 'arm64' | 'x86_64';
}

interface ExistingFunction {
  readonly mode: 'existing';
  readonly function: FunctionDescription;
}

export type FunctionAnswer = NewFunction | ExistingFunction;

export const SIGNER_RUNTIME = 'nodejs24.x';
/** CPU grows with memory, and a cold start has to fit into 5 seconds. */
const DEFAULT_MEMORY_MB = 512;
const RECOMMENDED: NewFunction = {
  mode: 'create',
  functionName: DEFAULT_FUNCTION_NAME,
  memoryMb: DEFAULT_MEMORY_MB,
  architecture: 'arm64',
};

const CREATE = 'create';
const CREATE_OTHERWISE = 'create-otherwise';

/** Page 2: an existing function is taken as it is; a new one is built from the bundled signer. */
export const selectFunction: Step<FunctionFlags, FunctionAnswer, CodeSigning | undefined | null> = {
  id: 'select-function',
  title: 'The function that signs',

  async ask(flags, tools) {
    const answer = await choose(flags, tools);
    return answer.mode === 'create' ? withPrefix(answer, flags.namePrefix ?? '') : answer;
  },

  async inspect(_flags, answer, { aws, output }) {
    // Images cannot have code signing, and a new function gets none.
    if (answer.mode === 'create' || answer.function.packageType === 'Image') return undefined;
    const asked = aws.functionCodeSigning(answer.function.functionArn);
    return readRemark('the code signing of the function', asked, output);
  },

  show(_flags, answer, signing, output) {
    output.say(
      paragraph(answer.mode === 'create' ? describeNew(answer) : describeExisting(answer.function), output.columns),
    );
    if (signing) output.say(paragraph(`code signing: ${codeSigningText(signing)}`, output.columns));
  },

  check(_flags, answer, signing, now) {
    if (answer.mode === 'create') return [];
    const { function: lambda } = answer;
    return [...checkFunctionUsable(lambda), ...checkFunctionRuntime(lambda, now), ...checkCodeSigning(lambda, signing)];
  },

  plan: () => [],
};

async function choose(flags: FunctionFlags, tools: StepTools): Promise<FunctionAnswer> {
  if (flags.function !== undefined) {
    if (flags.createFunction) throw usageInvalid('--function and --create-function exclude each other');
    if (flags.memory !== undefined || flags.architecture !== undefined) {
      throw usageInvalid(
        '--memory and --architecture are for a function that is created: an existing one is left as it is',
      );
    }
    return describe(flags.function, tools);
  }
  if (flags.createFunction || flags.memory !== undefined || flags.architecture !== undefined) return fromFlags(flags);
  const picked = await pick(flags, tools);
  if (picked === CREATE) return RECOMMENDED;
  return picked === CREATE_OTHERWISE ? askForNew(tools) : describe(picked, tools);
}

function withPrefix(answer: NewFunction, prefix: string): NewFunction {
  const functionName = prefixed(prefix, answer.functionName);
  const problem = nameProblem(functionName);
  if (problem) throw usageInvalid(`${problem}, and with --name-prefix it would be ${functionName}`);
  return { ...answer, functionName };
}

const describeNew = ({ functionName, architecture, memoryMb }: NewFunction): string =>
  `${functionName}: built-in signer · ${SIGNER_RUNTIME} · ${architecture} · ${memoryMb} MB · timeout ${LIMIT_SECONDS} s`;

const describeExisting = ({ functionName, runtime, timeoutSeconds, state }: FunctionDescription): string =>
  `${functionName}, left as it is: ${runtime ?? 'image'} · timeout ${timeoutSeconds} s · ${state}`;

/** One function is one choice: what an earlier run has made is not to be made and taken as it is, both. */
const PREPARED: Choice<string> = {
  value: CREATE,
  label: `${DEFAULT_FUNCTION_NAME.padEnd(NAME_COLUMNS)}  built in, prepared already by certprov`,
  short: `${DEFAULT_FUNCTION_NAME}, prepared already`,
};

function preparedBy(existing: FunctionChoices, namePrefix = ''): FunctionDescription | undefined {
  const found = namePrefix === '' ? existing.described(DEFAULT_FUNCTION_NAME) : undefined;
  return found && isOurFunction(found) ? found : undefined;
}

async function pick({ namePrefix }: FunctionFlags, { aws, prompter }: StepTools): Promise<string> {
  const own: Choice<string>[] = [
    {
      value: CREATE,
      label: `${`create ${DEFAULT_FUNCTION_NAME}`.padEnd(NAME_COLUMNS)}  built in, for the CA chosen next`,
      short: `create ${DEFAULT_FUNCTION_NAME}`,
    },
    {
      value: CREATE_OTHERWISE,
      label: `${'create …'.padEnd(NAME_COLUMNS)}  custom: you choose name, memory, architecture`,
      short: 'create',
    },
  ];
  const existing = new FunctionChoices(aws);
  if (prompter.interactive) existing.load();
  return prompter.search({
    flag: '--function',
    message: 'Which Lambda function signs the CSRs?',
    recommended: CREATE,
    async *source(term, signal) {
      for await (const found of existing.find(term, signal)) {
        const prepared = preparedBy(existing, namePrefix);
        const [first, ...others] = own;
        const ours = [prepared ? PREPARED : first!, ...others];
        const matching = ours.filter((choice) => !term || choice.label.includes(term.toLowerCase()));
        yield [...matching, ...found.filter(({ value }) => value !== prepared?.functionArn)];
      }
    },
  });
}

async function describe(nameOrArn: string, { aws, place }: StepTools): Promise<ExistingFunction> {
  assertFunctionReference(nameOrArn, place);
  const found = await aws.describeFunction(nameOrArn);
  if (!found) {
    throw new CertprovError(
      'AWS_NOT_FOUND',
      `there is no function ${functionNameOf(nameOrArn)} in ${place.account}, ${place.region}`,
      {
        fix: 'check the name and the Region, or use --create-function',
        exitCode: EXIT.usage,
      },
    );
  }
  return { mode: 'existing', function: found };
}

function fromFlags({ createFunction, memory, architecture }: FunctionFlags): NewFunction {
  const name = typeof createFunction === 'string' ? createFunction : DEFAULT_FUNCTION_NAME;
  const problem = nameProblem(name) ?? memoryProblem(memory ?? DEFAULT_MEMORY_MB);
  if (problem) throw usageInvalid(problem);
  if (architecture !== undefined && architecture !== 'arm64' && architecture !== 'x86_64') {
    throw usageInvalid(`--architecture is arm64 or x86_64, not ${architecture}`);
  }
  return {
    mode: 'create',
    functionName: name,
    memoryMb: memory ?? DEFAULT_MEMORY_MB,
    architecture: architecture ?? 'arm64',
  };
}

async function askForNew({ prompter }: StepTools): Promise<NewFunction> {
  const functionName = await prompter.input({
    flag: '--create-function',
    message: 'Name of the new function',
    recommended: DEFAULT_FUNCTION_NAME,
    validate: nameProblem,
  });
  const memory = await prompter.input({
    flag: '--memory',
    message: 'Memory in MB (more memory, more CPU, faster cold start)',
    recommended: String(DEFAULT_MEMORY_MB),
    validate: (text) => memoryProblem(Number(text)),
  });
  const architecture = await prompter.select({
    flag: '--architecture',
    message: 'Architecture',
    recommended: 'arm64' as const,
    choices: [
      { value: 'arm64' as const, label: 'arm64   about a fifth cheaper', short: 'arm64' },
      { value: 'x86_64' as const, label: 'x86_64', short: 'x86_64' },
    ],
  });
  return { mode: 'create', functionName, memoryMb: Number(memory), architecture };
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const nameProblem = (name: string): string | undefined =>
  /^[a-zA-Z0-9-_]{1,64}$/.test(name)
    ? undefined
    : 'a function name has 1 to 64 letters, digits, hyphens or underscores';

const memoryProblem = (mb: number): string | undefined =>
  Number.isInteger(mb) && mb >= 128 && mb <= 10_240 ? undefined : 'memory is a whole number of MB from 128 to 10240';
