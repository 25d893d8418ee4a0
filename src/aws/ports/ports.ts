/**
 * What certprov needs of AWS, in its own words and without a type of the SDK. "Not found" is `undefined` for a read;
 * every other refusal is a `CertprovError` with an `AWS_…` code (see `failure/aws-error.ts`).
 */
import type { DeviceReader, DeviceWriter } from './device-ports.ts';
import type { FleetReader } from './fleet-ports.ts';
import type { FunctionReader, FunctionWriter } from './function-ports.ts';
import type { KeyReader, KeyWriter } from './key-ports.ts';
import type { NetworkReader } from './network-ports.ts';

export type { ProvisioningClaim, ProvisioningTemplate } from './device-ports.ts';
export type {
  HttpSigning,
  NewestCertificates,
  OnboardingMetrics,
  OperationCalls,
  PolicyTargets,
  RegisteredCa,
} from './fleet-ports.ts';
export type { IotEncryption, KeyDescription, SecretDescription } from './key-ports.ts';

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
  /** `aws`, `aws-cn`, `aws-us-gov`: the second part of every ARN. */
  readonly partition: string;
}

export interface FunctionSummary {
  readonly functionName: string;
  readonly functionArn: string;
  /** Absent for container images. */
  readonly runtime: string | undefined;
  readonly handler: string | undefined;
  readonly packageType: 'Zip' | 'Image';
  readonly architecture: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly description: string;
  /** Base64 SHA-256 of the deployed zip. */
  readonly codeSha256: string;
  readonly lastModified: string;
  readonly vpc?: VpcAttachment | undefined;
}

/** ListFunctions does not return these; GetFunction does. */
export interface FunctionDescription extends FunctionSummary {
  readonly state: string;
  readonly stateReason: string | undefined;
  readonly lastUpdateStatus: string;
  readonly lastUpdateStatusReason: string | undefined;
  readonly roleArn: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Key of AWS KMS that the environment is under; absent: AWS's own. */
  readonly kmsKeyArn?: string | undefined;
  /** Why the environment could not be read: it is under a key that the caller may not decrypt with. */
  readonly environmentUnread?: string | undefined;
  /** ARNs of their versions. What is in them runs beside the code. */
  readonly layers: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Why the tags could not be read: GetFunction leaves them out for a caller without lambda:ListTags. */
  readonly tagsUnread?: string | undefined;
  /** Undefined: the function shares the account's unreserved concurrency. 0: nobody can invoke it. */
  readonly reservedConcurrency: number | undefined;
}

/** One statement of a resource-based or identity-based policy, as AWS returns it. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly PolicyStatement[];
}

export interface ConcurrencyLimits {
  readonly total: number;
  readonly unreserved: number;
}

type PcaStatus = 'CREATING' | 'PENDING_CERTIFICATE' | 'ACTIVE' | 'DELETED' | 'DISABLED' | 'EXPIRED' | 'FAILED';

/** An AWS Private CA. `keyAlgorithm` keeps AWS's spelling (`RSA_2048`, `EC_prime256v1`), also for values newer than the SDK. */
export interface PcaDescription {
  readonly arn: string;
  readonly status: PcaStatus | (string & {});
  readonly type: 'ROOT' | 'SUBORDINATE';
  /** Readable subject, most specific part first, e.g. `CN=Acme Device CA, O=Acme`. */
  readonly subject: string;
  /** The CN, or the subject, or the last part of the ARN. */
  readonly displayName: string;
  readonly keyAlgorithm: string;
  readonly usageMode: 'GENERAL_PURPOSE' | 'SHORT_LIVED_CERTIFICATE';
  readonly notBefore: Date | undefined;
  readonly notAfter: Date | undefined;
  readonly ownerAccount: string | undefined;
}

interface PcaCertificate {
  readonly certificatePem: string;
  /** From the issuing CA's issuer up to the root; empty for a root. */
  readonly chainPem: string | undefined;
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeCertificateProvider.html */
export interface CertificateProvider {
  readonly certificateProviderName: string;
  readonly certificateProviderArn: string;
  readonly lambdaFunctionArn: string;
  readonly accountDefaultForOperations: readonly string[];
  readonly creationDate: Date | undefined;
  readonly lastModifiedDate: Date | undefined;
}

export interface RoleDescription {
  readonly roleName: string;
  readonly roleArn: string;
  readonly trustPolicy: PolicyDocument;
  readonly tags: Readonly<Record<string, string>>;
  readonly permissionsBoundaryArn?: string | undefined;
}

export interface ProvisioningTemplateSummary {
  readonly templateName: string;
  readonly templateArn: string;
  readonly enabled: boolean;
  readonly type: 'FLEET_PROVISIONING' | 'JITP';
}

/**
 * AWS/IoT `CreateCertificateFromCsrFailed`: every call is a sample, 1 when it failed.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html
 */
export interface SigningMetrics {
  readonly days: number;
  readonly calls: number;
  readonly failed: number;
}

interface SimulationInput {
  /** ARN of a user or a role with its path, never of a session. */
  readonly principalArn: string;
  readonly actions: readonly string[];
  /** An ARN, or `*` for actions that have no resource. */
  readonly resource: string;
  /** Values of condition keys, as the call itself will have them. */
  readonly context: Readonly<Record<string, string>>;
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html */
export interface SimulatedAction {
  readonly action: string;
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** Condition keys that a policy asks for and the simulation was not given; those of SCPs are not among them. */
  readonly missingContext: readonly string[];
  /** By the service control policies; undefined where there is no organization. */
  readonly allowedByOrganizations: boolean | undefined;
  readonly allowedByBoundary: boolean | undefined;
  /** A statement decided that is not of a service control policy. */
  readonly isByStatement: boolean;
}

export interface AwsReader extends KeyReader, DeviceReader, FleetReader, FunctionReader, NetworkReader {
  readonly region: string;

  callerIdentity(): Promise<CallerIdentity>;

  /** Page by page (AWS: 50 at most), so that the first choices need not wait for the last. */
  listFunctions(): AsyncIterable<readonly FunctionSummary[]>;
  /** Name, partial ARN or ARN. */
  describeFunction(nameOrArn: string): Promise<FunctionDescription | undefined>;
  /** Undefined when there is no policy at all, or no such function: AWS answers both alike. */
  functionPolicy(nameOrArn: string): Promise<PolicyDocument | undefined>;
  concurrencyLimits(): Promise<ConcurrencyLimits>;

  /** Page by page (AWS: 100 at most). CAs shared by other accounts are included. */
  listCertificateAuthorities(): AsyncIterable<readonly PcaDescription[]>;
  describeCertificateAuthority(arn: string): Promise<PcaDescription | undefined>;
  /** Undefined while the CA has no certificate. */
  certificateAuthorityCertificate(arn: string): Promise<PcaCertificate | undefined>;

  /** As AWS lists them, which is all that tells whether one is there. */
  certificateProviderNames(): Promise<readonly string[]>;
  /** All of this account and Region, each described (AWS allows one). */
  listCertificateProviders(): Promise<readonly CertificateProvider[]>;
  describeCertificateProvider(name: string): Promise<CertificateProvider | undefined>;
  listTags(iotResourceArn: string): Promise<Readonly<Record<string, string>>>;
  listProvisioningTemplates(): AsyncIterable<readonly ProvisioningTemplateSummary[]>;
  signingMetrics(days: number): Promise<SigningMetrics>;

  describeRole(roleName: string): Promise<RoleDescription | undefined>;
  rolePolicy(roleName: string, policyName: string): Promise<PolicyDocument | undefined>;
  /** Actions that AWS does not answer for are not in it. */
  simulate(input: SimulationInput): Promise<readonly SimulatedAction[]>;
  /** Names of inline policies and ARNs of attached ones. */
  listRolePolicies(
    roleName: string,
  ): Promise<{ readonly inline: readonly string[]; readonly attached: readonly string[] }>;
}

export interface CreateRoleInput {
  readonly roleName: string;
  readonly description: string;
  readonly trustPolicy: PolicyDocument;
  readonly tags: Readonly<Record<string, string>>;
  /** `/` when absent. */
  readonly rolePath?: string | undefined;
  readonly permissionsBoundaryArn?: string | undefined;
}

/** Subnets and security groups of one VPC. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
export interface VpcAttachment {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

export interface CreateFunctionInput {
  readonly functionName: string;
  readonly description: string;
  readonly roleArn: string;
  readonly runtime: string;
  readonly handler: string;
  readonly architecture: 'arm64' | 'x86_64';
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly zip: Uint8Array;
  readonly vpc?: VpcAttachment | undefined;
  readonly kmsKeyArn?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface AddPermissionInput {
  readonly functionName: string;
  readonly statementId: string;
  readonly principal: string;
  readonly sourceAccount: string;
  readonly sourceArn: string;
}

interface CreateCertificateProviderInput {
  readonly certificateProviderName: string;
  readonly lambdaFunctionArn: string;
  /** 36 to 64 characters; kept in the journal so that a repeat after a crash is the same request. */
  readonly clientToken: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * What a delete came to. `absent`: AWS said that there was nothing. `unsure`: it says so, behind an attempt whose answer
 * was lost; there is nothing now, and whether there ever was is not known from that.
 */
export type Deletion = 'deleted' | 'absent' | 'unsure';

/** Only what changes the account gets this. Deletes of what is not there resolve to `false`. */
export interface AwsWriter extends AwsReader, KeyWriter, DeviceWriter, FunctionWriter {
  createRole(input: CreateRoleInput): Promise<{ readonly roleArn: string }>;
  deleteRole(roleName: string): Promise<boolean>;
  putRolePolicy(roleName: string, policyName: string, policy: PolicyDocument): Promise<void>;
  deleteRolePolicy(roleName: string, policyName: string): Promise<boolean>;

  createFunction(input: CreateFunctionInput): Promise<FunctionDescription>;
  deleteFunction(functionName: string): Promise<boolean>;
  addPermission(input: AddPermissionInput): Promise<void>;
  removePermission(functionName: string, statementId: string): Promise<boolean>;

  createCertificateProvider(
    input: CreateCertificateProviderInput,
  ): Promise<{ readonly certificateProviderArn: string }>;
  deleteCertificateProvider(name: string): Promise<Deletion>;
  /** Adds tags, or changes their values. */
  tagIotResource(iotResourceArn: string, tags: Readonly<Record<string, string>>): Promise<void>;
}

/** What came back from one synchronous invocation. */
export interface InvocationResult {
  /** Decoded response payload; never logged whole. */
  readonly payload: string;
  /** `Handled` or `Unhandled` when the function failed, else undefined. */
  readonly functionError: string | undefined;
  /** Last 4 KB of the function's log, decoded; empty when the caller may not see it. */
  readonly logTail: string;
  readonly executedVersion: string | undefined;
  /** Milliseconds from sending the request to reading the last byte of the answer. */
  readonly elapsedMs: number;
}

/** The dry run's only tool: neither a reader (it runs code) nor a writer (it changes no setting). */
export interface FunctionInvoker {
  /** Issues a certificate, so it is repeated only when the function certainly did not run (throttling). */
  invoke(functionArn: string, payload: object): Promise<InvocationResult>;
}
