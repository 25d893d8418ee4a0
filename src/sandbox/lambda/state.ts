/** Functions of one Region, by name. */
export interface LambdaState {
  functions: Record<string, LambdaFunction>;
  /** By ARN; made when first used. */
  codeSigningConfigs?: Record<string, CodeSigningConfig>;
}

export interface CodeSigningConfig {
  readonly id: string;
  readonly arn: string;
  readonly description: string;
  readonly signingProfileVersionArns: readonly string[];
  readonly policy: 'Warn' | 'Enforce';
  readonly lastModified: string;
}

export interface LambdaFunction {
  functionName: string;
  functionArn: string;
  latest: FunctionVersion;
  published: FunctionVersion[];
  nextVersion: number;
  /** ISO 8601; Pending until then. */
  activeAt: string;
  /** Not invoked for so long that Lambda took back what it had set up: Inactive until somebody invokes it. */
  isIdle?: true;
  /** What invocations still use until the last update is through. */
  replaced?: { until: string; version: FunctionVersion };
  /** Resource-based policies by qualifier; the key of the function's own is the empty string. */
  policies: Record<string, FunctionPolicy>;
  reservedConcurrency?: number;
  codeSigningConfigArn?: string;
  tags: Record<string, string>;
}

export interface FunctionPolicy {
  revisionId: string;
  statements: PolicyStatement[];
}

/** As Lambda renders it in GetPolicy. */
export interface PolicyStatement {
  Sid: string;
  Effect: 'Allow';
  Principal: '*' | { Service: string } | { AWS: string };
  Action: string;
  Resource: string;
  Condition?: Record<string, Record<string, string>>;
}

export interface FunctionVersion {
  /** `$LATEST` or a number. */
  version: string;
  packageType: 'Zip' | 'Image';
  runtime?: string;
  handler?: string;
  imageUri?: string;
  role: string;
  description: string;
  timeoutSeconds: number;
  memoryMb: number;
  architecture: 'x86_64' | 'arm64';
  environment: Record<string, string>;
  /** The account's key that the environment is under. */
  kmsKeyArn?: string;
  /** Kept and shown; the sandbox has no networks. */
  vpc?: { subnetIds: string[]; securityGroupIds: string[]; vpcId?: string };
  /** Base64, as Lambda shows it. */
  codeSha256: string;
  codeSize: number;
  /** Hex name of the zip in the store; absent for an image. */
  codeBlob?: string;
  lastModified: string;
  /** New at every change of code or configuration. */
  revisionId: string;
}

export const emptyLambdaState = (): LambdaState => ({ functions: {} });
