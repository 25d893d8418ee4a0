/** The part of the ports about devices, their certificates and templates; `ports.ts` has the rest and the rules. */

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeProvisioningTemplate.html */
export interface ProvisioningTemplate {
  readonly templateName: string;
  readonly templateArn: string;
  readonly enabled: boolean;
  readonly type: 'FLEET_PROVISIONING' | 'JITP';
  /** JSON. */
  readonly templateBody: string;
  readonly provisioningRoleArn: string | undefined;
  /** ARN of the function that is asked before a thing is registered. */
  readonly preProvisioningHookArn: string | undefined;
}

/** `status` and `certificateMode` keep AWS's spelling (`PENDING_ACTIVATION`, `SNI_ONLY`). */
interface DeviceCertificateDescription {
  readonly certificateId: string;
  readonly certificateArn: string;
  readonly certificatePem: string;
  readonly status: string;
  readonly certificateMode: string | undefined;
  /** Of the registered CA that it came through, if any. */
  readonly caCertificateId: string | undefined;
}

export interface DeviceReader {
  /** Host that devices connect to, the one whose certificate is Amazon Trust Services' (`iot:Data-ATS`). */
  describeEndpoint(): Promise<string>;
  describeProvisioningTemplate(templateName: string): Promise<ProvisioningTemplate | undefined>;
  describeCertificate(certificateId: string): Promise<DeviceCertificateDescription | undefined>;
}

/**
 * A claim of a trusted user: a certificate and its key, for five minutes. The key is in no log and no error.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateProvisioningClaim.html
 */
export interface ProvisioningClaim {
  readonly certificateId: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly expiration: Date | undefined;
}

interface CreateProvisioningTemplateInput {
  readonly templateName: string;
  readonly description: string;
  /** JSON. */
  readonly templateBody: string;
  readonly provisioningRoleArn: string;
  readonly enabled: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** Only actions get this. */
export interface DeviceWriter {
  createProvisioningClaim(templateName: string): Promise<ProvisioningClaim>;
  createProvisioningTemplate(input: CreateProvisioningTemplateInput): Promise<{ readonly templateArn: string }>;
  deleteProvisioningTemplate(templateName: string): Promise<boolean>;
  /** AWS refuses it while the certificate is PENDING_ACTIVATION. */
  updateCertificateStatus(certificateId: string, status: 'ACTIVE' | 'INACTIVE' | 'REVOKED'): Promise<void>;
  /** AWS refuses it while the certificate is ACTIVE, or has a policy or a thing. */
  deleteCertificate(certificateId: string): Promise<boolean>;
}
