/** AWS IoT of one Region. All dates are ISO 8601. */
export interface IotState {
  /** By name; the account may hold one. */
  certificateProviders: Record<string, CertificateProviderRecord>;
  /** By certificate id: the SHA-256 fingerprint. */
  certificates: Record<string, CertificateRecord>;
  caCertificates: Record<string, CaCertificateRecord>;
  provisioningTemplates: Record<string, ProvisioningTemplateRecord>;
  policies: Record<string, PolicyRecord>;
  /** By ARN. */
  tags: Record<string, Record<string, string>>;
  /** The stand-in for Amazon's CA; made when first needed. */
  amazonCa?: { privateKey: string; certificatePem: string };
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
  createdAt: string;
  notBefore: string;
  notAfter: string;
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
  tags: {},
});
