import { createHash, randomUUID } from 'node:crypto';
import { type Call, lookup } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidParameterValue, notImplemented, resourceConflict } from './errors.ts';
import { refuseUnsigned } from './code-signing.ts';
import { requireUsableKey } from './environment-key.ts';
import { functionConfiguration, lambdaTimestamp } from './function-configuration.ts';
import { referenceFunction } from './function-reference.ts';
import { settleInterfaces, vpcOf } from './network.ts';
import { refuseTooManyTags } from './tags.ts';
import { validateRoleUse } from './new-role.ts';
import { readZip } from './read-zip.ts';
import type { FunctionVersion, LambdaFunction } from './state.ts';
import { validateSettings, type FunctionSettings } from './validate-function.ts';

export interface FunctionCode {
  readonly ZipFile?: Uint8Array;
  readonly ImageUri?: string;
  readonly S3Bucket?: string;
}

interface CreateFunctionInput extends FunctionSettings {
  readonly FunctionName: string;
  readonly Role: string;
  readonly Code: FunctionCode;
  readonly PackageType?: 'Zip' | 'Image';
  readonly Architectures?: readonly ('x86_64' | 'arm64')[];
  readonly Publish?: boolean;
  readonly CodeSigningConfigArn?: string;
  readonly Tags?: Readonly<Record<string, string>>;
}

/** AWS's model allows as much as an ARN has; of a name by itself Lambda says this with another code. */
const LONGEST_NAME = 64;

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export async function createFunction(input: CreateFunctionInput, call: Call): Promise<object> {
  const { name, arn } = referenceFunction(input, call);
  if (name.length > LONGEST_NAME)
    throw invalidParameterValue(
      `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_NAME}`,
    );
  refuseTooManyTags(input.Tags ?? {});
  const now = call.clock.now();
  const packageType = input.PackageType ?? (input.Code.ImageUri === undefined ? 'Zip' : 'Image');
  validateSettings(input, 'create', now);
  if (packageType === 'Zip' && (input.Runtime === undefined || input.Handler === undefined)) {
    throw invalidParameterValue(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  const code = await storeCode(input.Code, packageType, call);
  const settings: FunctionVersion = {
    version: '$LATEST',
    packageType,
    ...(input.Runtime === undefined ? {} : { runtime: input.Runtime }),
    ...(input.Handler === undefined ? {} : { handler: input.Handler }),
    ...code,
    role: input.Role,
    description: input.Description ?? '',
    timeoutSeconds: input.Timeout ?? 3,
    memoryMb: input.MemorySize ?? 128,
    architecture: input.Architectures?.[0] ?? 'x86_64',
    environment: { ...input.Environment?.Variables },
    ...(input.KMSKeyArn === undefined || input.KMSKeyArn === '' ? {} : { kmsKeyArn: input.KMSKeyArn }),
    lastModified: lambdaTimestamp(now),
    revisionId: randomUUID(),
  };
  return call.store.change((state) => {
    const { functions } = regionOf(state, call.region).lambda;
    if (input.KMSKeyArn) requireUsableKey(state, input.KMSKeyArn, call);
    const latest = { ...settings, ...vpcOf(input, state, call) };
    if (lookup(functions, name)) throw resourceConflict(`Function already exist: ${name}`);
    refuseUnsigned(state, input.CodeSigningConfigArn, call);
    const hasVariables = Object.keys(latest.environment).length > 0;
    const use = { functionName: name, roleArn: input.Role, hasVariables, isInVpc: latest.vpc !== undefined };
    validateRoleUse(state, use, call);
    const created: LambdaFunction = {
      functionName: name,
      functionArn: arn,
      latest,
      published: input.Publish ? [{ ...latest, version: '1' }] : [],
      nextVersion: input.Publish ? 2 : 1,
      activeAt: new Date(now.getTime() + call.settings.functionPendingMs).toISOString(),
      policies: {},
      ...(input.CodeSigningConfigArn === undefined ? {} : { codeSigningConfigArn: input.CodeSigningConfigArn }),
      tags: { ...input.Tags },
    };
    functions[name] = created;
    settleInterfaces(state, call, created);
    return functionConfiguration(created, created.published[0] ?? created.latest, arn, now);
  });
}

/** Stores the zip and returns what a version records about it. */
export async function storeCode(
  code: FunctionCode,
  packageType: 'Zip' | 'Image',
  call: Call,
): Promise<Pick<FunctionVersion, 'codeSha256' | 'codeSize' | 'codeBlob' | 'imageUri'>> {
  if (packageType === 'Image') {
    if (code.ImageUri === undefined)
      throw invalidParameterValue('Please provide ImageUri when updating a function with packageType Image.');
    return {
      imageUri: code.ImageUri,
      codeSize: 0,
      codeSha256: createHash('sha256').update(code.ImageUri).digest('hex'),
    };
  }
  if (code.ZipFile === undefined) throw notImplemented('function code from Amazon S3');
  readZip(code.ZipFile);
  return {
    codeSha256: createHash('sha256').update(code.ZipFile).digest('base64'),
    codeSize: code.ZipFile.length,
    codeBlob: await call.store.putBlob(code.ZipFile),
  };
}
