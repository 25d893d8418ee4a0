import { randomUUID } from 'node:crypto';
import type { Call } from '../service.ts';
import { invalidParameterValue, preconditionFailed } from './errors.ts';
import { findFunction, refuseWhileBusy } from './find-function.ts';
import { functionConfiguration } from './function-configuration.ts';
import { referenceFunction } from './function-reference.ts';
import type { FunctionVersion, LambdaFunction } from './state.ts';

interface PublishVersionInput {
  readonly FunctionName: string;
  readonly CodeSha256?: string;
  readonly Description?: string;
  readonly RevisionId?: string;
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html */
export function publishVersion(input: PublishVersionInput, call: Call): Promise<object> {
  const reference = referenceFunction(input, call);
  const now = call.clock.now();
  return call.store.change((state) => {
    const found = findFunction(state, reference, call);
    refuseWhileBusy(found, now);
    if (input.RevisionId !== undefined && input.RevisionId !== found.latest.revisionId) throw preconditionFailed();
    if (input.CodeSha256 !== undefined && input.CodeSha256 !== found.latest.codeSha256) {
      throw invalidParameterValue(
        `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${found.latest.codeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    }
    const version = publish(found, input.Description);
    return functionConfiguration(found, version, `${found.functionArn}:${version.version}`, now);
  });
}

/** A snapshot of $LATEST under the next number, or the last one when nothing changed since. */
export function publish(lambda: LambdaFunction, description: string | undefined): FunctionVersion {
  const last = lambda.published.at(-1);
  if (last && last.lastModified === lambda.latest.lastModified && last.codeSha256 === lambda.latest.codeSha256) {
    return last;
  }
  const version = {
    ...lambda.latest,
    environment: { ...lambda.latest.environment },
    version: String(lambda.nextVersion),
    description: description ?? lambda.latest.description,
    revisionId: randomUUID(),
  };
  lambda.nextVersion += 1;
  lambda.published.push(version);
  return version;
}
