/** The part of the ports about who onboards how, for `certprov impact`; `ports.ts` has the rest and the rules. */

/** What a policy of AWS IoT is attached to: ARNs of certificates, of thing groups, or identities of Amazon Cognito. */
export interface PolicyTargets {
  /** The first page: 250 at most. */
  readonly targets: readonly string[];
  readonly hasMore: boolean;
}

/** `status` keeps AWS's spelling. @see https://docs.aws.amazon.com/iot/latest/apireference/API_CACertificate.html */
export interface RegisteredCaSummary {
  readonly certificateId: string;
  readonly status: string;
}

/**
 * A CA that is registered with AWS IoT. `certificateMode` keeps AWS's spelling (`DEFAULT`, `SNI_ONLY`).
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeCACertificate.html
 */
export interface RegisteredCa extends RegisteredCaSummary {
  readonly certificatePem: string;
  /** ENABLE: an unknown certificate of this CA registers itself when it first connects. */
  readonly autoRegistration: boolean;
  readonly certificateMode: string | undefined;
  /** Of just-in-time provisioning. */
  readonly templateName: string | undefined;
}

/** Calls of an operation in the last days; every call is a sample of the metric, and 1 when it failed. */
export interface OperationCalls {
  readonly calls: number;
  readonly failed: number;
}

/**
 * `CreateCertificateFromCsrFailed` and `CreateKeysAndCertificateFailed` of AWS/IoT.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html
 */
export interface OnboardingMetrics {
  readonly days: number;
  /** Devices that sent a CSR: the ones that a certificate provider concerns. */
  readonly fromCsr: OperationCalls;
  /** Devices that had AWS make their keys. */
  readonly withKeys: OperationCalls;
}

/** A call of CreateCertificateFromCsr over HTTP, as CloudTrail has it; it has none of what devices send over MQTT. */
export interface HttpSigning {
  readonly time: Date;
  /** ARN of the role or the user, as far as CloudTrail names one. */
  readonly principal: string;
  readonly refused: boolean;
}

/** Certificates of the registry, the newest first. */
export interface NewestCertificates {
  /** The first page: 250 at most. */
  readonly certificateIds: readonly string[];
  readonly hasMore: boolean;
}

export interface FleetReader {
  /** Names, page by page (AWS: 250 at most). */
  listPolicies(): AsyncIterable<readonly string[]>;
  /** The JSON text of the default version. */
  policyDocument(policyName: string): Promise<string | undefined>;
  policyTargets(policyName: string): Promise<PolicyTargets | undefined>;
  /** Names of all policies of a certificate, those of the groups of its thing among them. */
  listAttachedPolicies(targetArn: string): Promise<readonly string[]>;

  /** Page by page (AWS: 250 at most). */
  listCaCertificates(): AsyncIterable<readonly RegisteredCaSummary[]>;
  describeCaCertificate(certificateId: string): Promise<RegisteredCa | undefined>;

  /** Page by page (AWS: 50 at most), the newest first; AWS keeps 90 days. */
  httpSignings(since: Date): AsyncIterable<readonly HttpSigning[]>;
  newestCertificates(): Promise<NewestCertificates>;

  onboardingMetrics(days: number): Promise<OnboardingMetrics>;
}
