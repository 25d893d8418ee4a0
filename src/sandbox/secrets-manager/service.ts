import { tagOnCreate } from '../iam/also-needs.ts';
import { resourceOf as resourceOfKey } from '../kms/find-key.ts';
import type { Call, Operation, Service } from '../service.ts';
import { createSecret } from './create-secret.ts';
import { deleteSecret, restoreSecret } from './delete-secret.ts';
import { describeSecret, getResourcePolicy } from './describe-secret.ts';
import { resourceOf } from './find-secret.ts';
import { getSecretValue } from './get-value.ts';
import { listSecrets } from './list-secrets.ts';
import { putSecretValue, updateSecret } from './put-value.ts';
import { tagResource, untagResource } from './tags.ts';

/** A policy names the secret's ARN, whatever the request calls the secret. */
const onSecret = (handler: Operation['handler']): Operation => ({
  handler,
  resource: (input: { readonly SecretId?: string; readonly Name?: string }, call: Call) =>
    call.store.read((state) => resourceOf(state, input.SecretId ?? input.Name ?? '', call)),
  namedInRefusal: (input: { readonly SecretId?: string; readonly Name?: string }) => input.SecretId ?? input.Name,
});

/** As a policy names it, whether it is there or not. */
const keyNamed = (keyId: string, call: Call): Promise<string> =>
  call.store.read((state) => resourceOfKey(state, keyId, call));

/** What it does and what is assumed: BEHAVIOUR.md. */
export const secretsManagerService: Service = {
  signingName: 'secretsmanager',
  operations: {
    ListSecrets: { handler: listSecrets },
    CreateSecret: {
      ...onSecret(createSecret),
      conditions: async ({ Name, KmsKeyId }: { readonly Name?: string; readonly KmsKeyId?: string }, call: Call) => ({
        'secretsmanager:Name': Name,
        'secretsmanager:KmsKeyArn': KmsKeyId === undefined ? undefined : await keyNamed(KmsKeyId, call),
      }),
      alsoNeeds: ({ Tags }: { readonly Tags?: object }, secrets) =>
        tagOnCreate(Tags, 'secretsmanager:TagResource', secrets),
    },
    DescribeSecret: onSecret(describeSecret),
    GetSecretValue: onSecret(getSecretValue),
    PutSecretValue: onSecret(putSecretValue),
    UpdateSecret: onSecret(updateSecret),
    DeleteSecret: onSecret(deleteSecret),
    RestoreSecret: onSecret(restoreSecret),
    TagResource: onSecret(tagResource),
    UntagResource: onSecret(untagResource),
    GetResourcePolicy: onSecret(getResourcePolicy),
  },
};
