import type { Call } from '../service.ts';
import { findActiveSecret, findSecret, type SecretInput } from './find-secret.ts';
import { renderSecret } from './render-secret.ts';
import { stagesByVersion } from './versions.ts';

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export function describeSecret(input: SecretInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const secret = findSecret(state, input, call);
    return { ...renderSecret(secret), VersionIdsToStages: stagesByVersion(secret) };
  });
}

/** None is ever attached here. @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html */
export function getResourcePolicy(input: SecretInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const { arn, name } = findActiveSecret(state, input, call);
    return { ARN: arn, Name: name };
  });
}
