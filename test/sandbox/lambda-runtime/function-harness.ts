import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assetPath } from '../../../src/local/package-root.ts';
import { environmentVariables } from '../../../src/sandbox/lambda-runtime/environment-variables.ts';
import { FunctionRuntime, type InvocationRequest } from '../../../src/sandbox/lambda-runtime/function-runtime.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST';

export interface DeployOptions {
  readonly runtime?: string;
  readonly handler?: string;
  readonly file?: string;
  readonly timeoutSeconds?: number;
  readonly memoryMb?: number;
  readonly event?: unknown;
  readonly variables?: Record<string, string>;
  readonly on?: FunctionRuntime;
  readonly mode?: number;
}

export interface Harness {
  /** A function with the given source, to be invoked any number of times. */
  readonly deploy: (source: string, options?: DeployOptions) => (more?: Partial<InvocationRequest>) => Promise<Answer>;
  /** The same, invoked once. */
  readonly run: (source: string, options?: DeployOptions) => Promise<Answer>;
  retire(): Promise<void>;
  close(): Promise<void>;
}

export interface Answer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows what its function answers
  readonly answer: any;
  readonly error: string | undefined;
  readonly log: string;
}

/** Functions in child processes, without an account around them. */
export function openHarness(): Harness {
  if (!existsSync(assetPath('lambda-runtime', 'bootstrap.mjs'))) throw new Error('npm run build comes first');
  const folder = mkdtempSync(join(tmpdir(), 'certprov-runtime-'));
  const runtime = new FunctionRuntime();
  let count = 0;

  function deploy(source: string, options: DeployOptions = {}) {
    const revisionId = `r${(count += 1)}`;
    const taskRoot = mkdtempSync(join(folder, 'f-'));
    const file = join(taskRoot, options.file ?? 'index.mjs');
    writeFileSync(file, source);
    chmodSync(file, options.mode ?? 0o644);
    const memoryMb = options.memoryMb ?? 512;
    const variables = environmentVariables({
      functionName: 'f',
      version: '$LATEST',
      runtime: options.runtime ?? 'nodejs24.x',
      handler: options.handler ?? 'index.handler',
      memoryMb,
      variables: options.variables ?? {},
      region: 'us-east-1',
      credentials: { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' },
      endpoint: 'http://127.0.0.1:9',
      taskRoot,
      logStreamName: 'stream',
    });
    return async (more: Partial<InvocationRequest> = {}) => {
      const outcome = await (options.on ?? runtime).invoke({
        functionArn: ARN,
        revisionId,
        version: '$LATEST',
        requestId: `request-${(count += 1)}`,
        invokedFunctionArn: ARN.replace(':$LATEST', ''),
        event: JSON.stringify(options.event ?? {}),
        timeoutSeconds: options.timeoutSeconds ?? 5,
        memoryMb,
        coldStartMs: 0,
        prepare: async () => ({ taskRoot, variables, memoryMb }),
        ...more,
      });
      return {
        answer: JSON.parse(outcome.payload),
        error: outcome.functionError,
        log: Buffer.from(outcome.logTail, 'base64').toString(),
      };
    };
  }

  return {
    deploy,
    run: (source, options) => deploy(source, options)(),
    retire: () => runtime.retire(ARN),
    async close() {
      await runtime.close();
      rmSync(folder, { recursive: true });
    },
  };
}
