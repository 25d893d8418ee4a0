// Runs one Lambda function in a child process of the sandbox: loads its handler, then answers one invocation at a time.
import { answerInvocation, reportFailure } from './child/answer-invocation.ts';
import { describeError } from './child/describe-error.ts';
import { guardNetwork } from './child/guard-network.ts';
import { replaceConsole } from './child/lambda-console.ts';
import { loadHandler } from './child/load-handler.ts';
import { report, usage } from './child/report.ts';
import type { InvokeMessage } from './frame.ts';

const { env } = process;
const nodeMajor = Number(/nodejs(\d+)/.exec(env['AWS_EXECUTION_ENV'] ?? '')?.[1]);

// A Ctrl-C at the terminal goes to the whole process group, and is for certprov alone.
process.on('SIGINT', () => undefined);
// Without this the function would outlive a sandbox that was killed.
process.on('disconnect', () => process.exit());
process.on('uncaughtException', (error) => {
  reportFailure('Uncaught Exception', describeError(error), { fatal: true });
  process.exit(129);
});
process.on('unhandledRejection', (reason, promise) => {
  const described = describeError(reason);
  const failure = {
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: String(reason),
    trace: [`Runtime.UnhandledPromiseRejection: ${String(reason)}`, ...(described.trace ?? []).slice(1)],
    reason: described,
    promise,
  };
  reportFailure('Unhandled Promise Rejection', failure, { fatal: true });
  process.exit(128);
});

replaceConsole();
guardNetwork();
try {
  const handler = await loadHandler(env['LAMBDA_TASK_ROOT']!, env['_HANDLER']!, nodeMajor);
  process.on('message', (message) => {
    void answerInvocation(handler, message as InvokeMessage, nodeMajor);
  });
  report({ type: 'ready', ...usage() });
} catch (error) {
  reportFailure('Uncaught Exception', describeError(error), { fatal: true });
  process.exit(1);
}
