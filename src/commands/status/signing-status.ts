import type { AccountPlace } from '../../aws/arn.ts';
import type {
  CertificateProvider,
  ConcurrencyLimits,
  FunctionDescription,
  IotEncryption,
  PcaDescription,
  PolicyDocument,
  ProvisioningTemplateSummary,
  SigningMetrics,
} from '../../aws/ports/ports.ts';
import type { CodeSigning } from '../../aws/ports/function-ports.ts';
import type { AuthorityHealth } from '../../authority/network-health.ts';
import type { DeployedExternal, ExternalResources } from '../../deployment/deployed-signer.ts';
import type { FunctionRole } from '../../checks/function-role.ts';
import type { SignerCode } from '../../checks/signer-code.ts';
import type { DeployedSettings } from '../../checks/signer-settings.ts';
import type { KnownProof } from '../../checks/switch-proven.ts';
import type { AsMade } from '../../checks/landing-zone-same.ts';
import type { Tags } from '../../deployment/ownership.ts';
import type { Surroundings } from './read-surroundings.ts';

/** What `status` could not read, with the reason; the rest is still shown. */
export interface Unread {
  readonly what: string;
  readonly why: string;
  /** What helps, where it is not another caller. */
  readonly fix: string | undefined;
}

export interface ProviderStatus {
  readonly provider: CertificateProvider;
  /** Null: they could not be read, so that nobody can tell whose it is. */
  readonly tags: Tags | null;
  /** Undefined: it no longer exists. Null: it could not be read. */
  readonly function: FunctionDescription | undefined | null;
  /** What is known of its code; undefined for a function that certprov did not deploy. */
  readonly code: SignerCode | undefined;
  /** Undefined: any code may be deployed. Null: it could not be read. */
  readonly codeSigning: CodeSigning | undefined | null;
  /** Network and log group of a function that certprov made. */
  readonly surroundings: Surroundings;
  /** How it was set, as far as this machine's journal tells. */
  readonly deployed: DeployedSettings;
  /** With what boundary, key and tags it was made, as far as this machine's journal tells. */
  readonly asMade: AsMade;
  /** Null: it could not be read, or is not this account's. */
  readonly role: FunctionRole | null;
  readonly policy: PolicyDocument | undefined | null;
  /** Who was the last to prove it, as far as is known. */
  readonly proof: KnownProof;
  /** Null: it could not be read, or the function's CA is not an AWS Private CA that is known. */
  readonly authority: PcaDescription | undefined | null;
  /** ARN of the CA as the function or the provider's tags name it. */
  readonly authorityArn: string | undefined;
  /** What a built-in signer for another CA is set to, and what that rests on. */
  readonly external: (DeployedExternal & ExternalResources & { readonly health: AuthorityHealth }) | undefined;
}

/** Who signs for this account and Region, and all that decides whether that works. */
export interface SigningStatus {
  readonly place: AccountPlace;
  readonly provider: ProviderStatus | undefined;
  readonly limits: ConcurrencyLimits | undefined;
  readonly metrics: SigningMetrics | undefined;
  /** The same for the whole hours since the switch; undefined without a provider, or before such an hour is over. */
  readonly metricsSinceSwitch: SigningMetrics | undefined;
  /** What AWS IoT's data is under; undefined: it could not be read. */
  readonly encryption: IotEncryption | undefined;
  readonly fleetTemplates: readonly ProvisioningTemplateSummary[];
  readonly unread: readonly Unread[];
}
