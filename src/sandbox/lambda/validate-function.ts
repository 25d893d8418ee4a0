import { constraintViolated, invalidParameterValue } from './errors.ts';
import { isRuntime, knownRuntimes, runtimeIsOpen } from './runtimes.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const RESERVED_KEYS = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

/** Settings as CreateFunction and UpdateFunctionConfiguration take them; what is absent is not checked. */
export interface FunctionSettings {
  readonly Runtime?: string;
  readonly Role?: string;
  readonly Handler?: string;
  readonly Description?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly VpcConfig?: { readonly SubnetIds?: readonly string[]; readonly SecurityGroupIds?: readonly string[] };
  readonly KMSKeyArn?: string;
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export function validateSettings(settings: FunctionSettings, purpose: 'create' | 'update', now: Date): void {
  const { Runtime } = settings;
  if (Runtime !== undefined && !isRuntime(Runtime)) {
    const known = knownRuntimes().join(', ');
    throw invalidParameterValue(
      `Value ${Runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${known}] or be a valid ARN`,
    );
  }
  if (Runtime !== undefined && !runtimeIsOpen(Runtime, purpose, now)) {
    throw invalidParameterValue(
      `The runtime parameter of ${Runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  }
  refuseOver(settings.Timeout, 'timeout', 900);
  refuseOver(settings.MemorySize, 'memorySize', 10_240);
  if (settings.Environment?.Variables) validateEnvironment(settings.Environment.Variables);
}

/** AWS's model allows more, for functions on instances of one's own. */
function refuseOver(value: number | undefined, member: string, most: number): void {
  if (value !== undefined && value > most)
    throw constraintViolated(value, member, `have value less than or equal to ${most}`);
}

function validateEnvironment(variables: Readonly<Record<string, string>>): void {
  const keys = Object.keys(variables);
  const bad = keys.find((key) => !/^[a-zA-Z]\w+$/.test(key) && !RESERVED_KEYS.has(key));
  if (bad !== undefined) {
    throw constraintViolated(
      `{${keys.join(', ')}}`,
      'environment.variables',
      'satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]',
    );
  }
  const refused =
    'Lambda was unable to configure your environment variables because the environment variables you have provided';
  const reserved = keys.filter((key) => RESERVED_KEYS.has(key));
  if (reserved.length > 0) {
    throw invalidParameterValue(
      `${refused} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > 4096) {
    throw invalidParameterValue(`${refused} exceeded the 4KB limit. String measured: ${measured}`);
  }
}
