import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { FunctionDescription, FunctionSummary } from './ports/ports.ts';
import { present } from './present.ts';

export function functionSummary(configuration: FunctionConfiguration, action: string): FunctionSummary {
  return {
    functionName: present(configuration.FunctionName, 'FunctionName', action),
    functionArn: present(configuration.FunctionArn, 'FunctionArn', action),
    runtime: configuration.Runtime,
    handler: configuration.Handler,
    packageType: configuration.PackageType ?? 'Zip',
    architecture: configuration.Architectures?.[0] ?? 'x86_64',
    // Lambda's own defaults, for a server that leaves them out.
    timeoutSeconds: configuration.Timeout ?? 3,
    memoryMb: configuration.MemorySize ?? 128,
    description: configuration.Description ?? '',
    codeSha256: configuration.CodeSha256 ?? '',
    lastModified: configuration.LastModified ?? '',
    ...vpcOf(configuration),
  };
}

/** What is no part of the configuration: only GetFunction returns it. */
type BesidesConfiguration = Pick<FunctionDescription, 'tags' | 'tagsUnread' | 'reservedConcurrency'>;

export function functionDescription(
  configuration: FunctionConfiguration,
  besides: BesidesConfiguration,
  action: string,
): FunctionDescription {
  return {
    ...functionSummary(configuration, action),
    state: configuration.State ?? 'Active',
    stateReason: configuration.StateReason,
    lastUpdateStatus: configuration.LastUpdateStatus ?? 'Successful',
    lastUpdateStatusReason: configuration.LastUpdateStatusReason,
    roleArn: configuration.Role ?? '',
    environment: configuration.Environment?.Variables ?? {},
    ...(configuration.KMSKeyArn ? { kmsKeyArn: configuration.KMSKeyArn } : {}),
    ...unreadOf(configuration),
    layers: (configuration.Layers ?? []).flatMap(({ Arn }) => Arn ?? []),
    ...besides,
  };
}

function unreadOf({ Environment }: FunctionConfiguration): Pick<FunctionDescription, 'environmentUnread'> {
  const error = Environment?.Error;
  return error === undefined ? {} : { environmentUnread: error.Message ?? error.ErrorCode ?? 'AWS gives no reason' };
}

/** A function that is attached to none answers with empty lists, or with nothing. AWS promises no order. */
function vpcOf({ VpcConfig }: FunctionConfiguration): Pick<FunctionDescription, 'vpc'> {
  const { SubnetIds = [], SecurityGroupIds = [] } = VpcConfig ?? {};
  return SubnetIds.length === 0
    ? {}
    : { vpc: { subnetIds: SubnetIds.toSorted(), securityGroupIds: SecurityGroupIds.toSorted() } };
}
