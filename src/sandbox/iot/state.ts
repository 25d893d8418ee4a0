/** AWS IoT of one Region. All dates are ISO 8601. */
export interface IotState {
  /** By name; the account may hold one. */
  certificateProviders: Record<string, CertificateProviderRecord>;
  /** By certificate id: the SHA-256 fingerprint. */
  certificates: Record<string, CertificateRecord>;
  caCertificates: Record<string, CaCertificateRecord>;
  provisioningTemplates: Record<string, ProvisioningTemplateRecord>;
  policies: Record<string, PolicyRecord>;
  /** Certificates and thing groups that a policy is attached to, by its name and their ARNs: a fleet shares one policy. */
  policyTargets: Record<string, Record<string, true>>;
  things: Record<string, ThingRecord>;
  /** Names of the things that have a certificate, by its ARN: the inverse of `ThingRecord.principals`. */
  principalThings: Record<string, Record<string, true>>;
  thingGroups: Record<string, ThingGroupRecord>;
  /** Certificates of CreateProvisioningClaim, by id; AWS lists them nowhere. */
  claims: Record<string, ProvisioningClaimRecord>;
  /** By the SHA-256 of the token (hex), so that the file holds none. */
  ownershipTokens: Record<string, OwnershipTokenRecord>;
  /** By task id. */
  registrationTasks: Record<string, RegistrationTaskRecord>;
  /** By name. */
  topicRules: Record<string, TopicRuleRecord>;
  /** Of GetRegistrationCode; made when first asked for. */
  registrationCode?: string;
  /** Absent: AWS's own keys. */
  encryption?: { kmsKeyArn: string; kmsAccessRoleArn: string; lastModifiedAt: string };
  /** By ARN. */
  tags: Record<string, Record<string, string>>;
  /** The stand-in for Amazon's CA; made when first needed. */
  amazonCa?: { privateKey: string; certificatePem: string };
  /** What signs the certificate of the endpoint that devices connect to; made when first needed. */
  endpointCa?: { privateKey: string; certificatePem: string };
  /** The last definition of a provider that an update or a delete has ended: some devices still meet it for a while. */
  formerProvider?: FormerProvider;
}

export interface FormerProvider {
  name: string;
  arn: string;
  lambdaFunctionArn: string;
  from: string;
  until: string;
}

export interface CertificateProviderRecord {
  name: string;
  arn: string;
  lambdaFunctionArn: string;
  accountDefaultForOperations: string[];
  clientToken?: string;
  createdAt: string;
  lastModifiedAt: string;
}

export interface CertificateRecord {
  id: string;
  arn: string;
  pem: string;
  status: 'ACTIVE' | 'INACTIVE' | 'REVOKED' | 'PENDING_TRANSFER' | 'REGISTER_INACTIVE' | 'PENDING_ACTIVATION';
  mode: 'DEFAULT' | 'SNI_ONLY';
  /** Of the registered CA that it was registered through. */
  caCertificateId?: string;
  /** One that a device got and has not claimed with RegisterThing: AWS forgets it then (one hour). */
  unclaimedUntil?: string;
  createdAt: string;
  lastModifiedAt: string;
  customerVersion: number;
  generationId: string;
  notBefore: string;
  notAfter: string;
}

export interface CaCertificateRecord {
  id: string;
  arn: string;
  pem: string;
  status: 'ACTIVE' | 'INACTIVE';
  autoRegistrationStatus: 'ENABLE' | 'DISABLE';
  mode: 'DEFAULT' | 'SNI_ONLY';
  registrationConfig?: { templateBody?: string; roleArn?: string; templateName?: string };
  createdAt: string;
  notBefore: string;
  notAfter: string;
}

export interface ThingRecord {
  name: string;
  arn: string;
  id: string;
  attributes: Record<string, string>;
  thingTypeName?: string;
  billingGroup?: string;
  /** Names of its thing groups. */
  groups: string[];
  principals: { arn: string; type: 'EXCLUSIVE_THING' | 'NON_EXCLUSIVE_THING' }[];
  version: number;
  createdAt: string;
}

export interface ThingGroupRecord {
  name: string;
  arn: string;
  createdAt: string;
  /** As far as AWS compares them. */
  properties?: {
    readonly thingGroupDescription?: string;
    readonly attributePayload?: { readonly attributes?: Readonly<Record<string, string>> };
  };
}

export interface ProvisioningClaimRecord {
  id: string;
  pem: string;
  templateName: string;
  expiresAt: string;
}

export interface OwnershipTokenRecord {
  certificateId: string;
  expiresAt: string;
}

export interface RegistrationTaskRecord {
  id: string;
  templateBody: string;
  inputFileBucket: string;
  inputFileKey: string;
  roleArn: string;
  status: 'InProgress' | 'Completed' | 'Failed' | 'Cancelled' | 'Cancelling';
  message?: string;
  successCount: number;
  failureCount: number;
  createdAt: string;
  lastModifiedAt: string;
  /** One line per thing, as the RESULTS and ERRORS reports have it. */
  results: string[];
  errors: string[];
}

export interface TopicRuleRecord {
  name: string;
  arn: string;
  sql: string;
  description?: string;
  /** Of its actions, which invoke functions. */
  functionArns: string[];
  disabled: boolean;
  sqlVersion: string;
  createdAt: string;
}

export interface ProvisioningTemplateRecord {
  name: string;
  arn: string;
  description: string;
  type: 'FLEET_PROVISIONING' | 'JITP';
  enabled: boolean;
  body: string;
  provisioningRoleArn: string;
  preProvisioningHook?: { payloadVersion?: string; targetArn: string };
  createdAt: string;
  lastModifiedAt: string;
}

export interface PolicyRecord {
  name: string;
  arn: string;
  document: string;
  createdAt: string;
  generationId: string;
}

export const emptyIotState = (): IotState => ({
  certificateProviders: {},
  certificates: {},
  caCertificates: {},
  provisioningTemplates: {},
  policies: {},
  policyTargets: {},
  things: {},
  principalThings: {},
  thingGroups: {},
  claims: {},
  ownershipTokens: {},
  registrationTasks: {},
  topicRules: {},
  tags: {},
});
