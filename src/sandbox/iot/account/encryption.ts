import { keyStateOf } from '../../kms/find-key.ts';
import { type Call, lookup } from '../../service.ts';
import type { AccountState } from '../../state/account-state.ts';
import { regionOf } from '../../state/region-of.ts';
import { invalidRequest } from '../errors.ts';
import type { IotState } from '../state.ts';

interface Health {
  readonly configurationStatus: 'HEALTHY' | 'UNHEALTHY';
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

type Key = NonNullable<IotState['encryption']>;

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeEncryptionConfiguration.html */
export function describeEncryptionConfiguration(_input: object, call: Call): Promise<object> {
  return call.store.read((state) => {
    const { encryption } = regionOf(state, call.region).iot;
    if (!encryption) return { encryptionType: 'AWS_OWNED_KMS_KEY' };
    const { kmsKeyArn, kmsAccessRoleArn, lastModifiedAt } = encryption;
    return {
      encryptionType: 'CUSTOMER_MANAGED_KMS_KEY',
      kmsKeyArn,
      kmsAccessRoleArn,
      configurationDetails: healthOf(encryption, state, call),
      lastModifiedDate: new Date(lastModifiedAt),
    };
  });
}

interface UpdateInput {
  readonly encryptionType: string;
  readonly kmsKeyArn?: string;
  readonly kmsAccessRoleArn?: string;
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateEncryptionConfiguration.html */
export function updateEncryptionConfiguration(input: UpdateInput, call: Call): Promise<object> {
  const { encryptionType, kmsKeyArn, kmsAccessRoleArn } = input;
  return call.store.change((state) => {
    const { iot } = regionOf(state, call.region);
    if (encryptionType === 'AWS_OWNED_KMS_KEY') {
      delete iot.encryption;
      return {};
    }
    if (!kmsKeyArn || !kmsAccessRoleArn)
      throw invalidRequest('kmsKeyArn and kmsAccessRoleArn are required for a customer managed key.');
    const encryption = { kmsKeyArn, kmsAccessRoleArn, lastModifiedAt: call.clock.now().toISOString() };
    const { errorMessage } = healthOf(encryption, state, call);
    if (errorMessage !== undefined) throw invalidRequest(errorMessage);
    iot.encryption = encryption;
    return {};
  });
}

/** As it is when asked: of the key by its state, of the role by whether it is there. */
function healthOf({ kmsKeyArn, kmsAccessRoleArn }: Key, state: AccountState, call: Call): Health {
  const key = lookup(regionOf(state, call.region).kms.keys, kmsKeyArn.slice(kmsKeyArn.lastIndexOf('/') + 1));
  const roleName = kmsAccessRoleArn.slice(kmsAccessRoleArn.lastIndexOf('/') + 1);
  if (key?.arn !== kmsKeyArn || key.keySpec !== 'SYMMETRIC_DEFAULT' || keyStateOf(key) !== 'Enabled')
    return unhealthy('KMS_KEY_VALIDATION_ERROR', `KMS key ${kmsKeyArn} is not a symmetric key that is enabled.`);
  if (lookup(state.iam.roles, roleName.toLowerCase())?.arn !== kmsAccessRoleArn)
    return unhealthy('ROLE_VALIDATION_ERROR', `Role ${kmsAccessRoleArn} does not exist.`);
  return { configurationStatus: 'HEALTHY' };
}

const unhealthy = (errorCode: string, errorMessage: string): Health => ({
  configurationStatus: 'UNHEALTHY',
  errorCode,
  errorMessage,
});
