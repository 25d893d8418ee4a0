import type { AccountPlace } from '../../aws/arn.ts';
import type { AuthorityKind } from '../../authority/authority.ts';
import type {
  ConcurrencyLimits,
  OnboardingMetrics,
  ProvisioningTemplate,
  ProvisioningTemplateSummary,
  RegisteredCa,
} from '../../aws/ports/ports.ts';
import type { IssuerCertificate } from '../../deployment/issuer-certificate.ts';
import type { IotPolicy } from './iot-policy.ts';

/** What could not be read, or was left out for want of time; the rest is still judged. */
export interface Unread {
  readonly what: string;
  readonly why: string;
  /** What would make it readable: a permission, or the command that takes its time. */
  readonly fix: string;
}

export interface TemplateFacts extends ProvisioningTemplateSummary {
  /** Body, hook and role. Undefined: not read. */
  readonly details?: ProvisioningTemplate | undefined;
}

/** Who has a policy: certificates and thing groups, as far as they were looked at. */
export interface PolicyUse {
  /** The first 250 at most. */
  readonly targetCount: number;
  readonly hasMore: boolean;
  /** For each target that was looked at: the names of all its policies, this one among them. */
  readonly holders: readonly (readonly string[])[];
}

/** Some of a list that may be long. */
export interface Sampled<T> {
  readonly read: readonly T[];
  /** How many there are, as far as they were counted; never fewer than `read`. */
  readonly total: number;
}

/** One who called CreateCertificateFromCsr over HTTP. */
export interface HttpCaller {
  /** ARN of the role or the user, as far as CloudTrail names one. */
  readonly principal: string;
  readonly calls: number;
  /** How many of them AWS refused. */
  readonly refused: number;
  /** Of the last one. */
  readonly last: Date;
}

/** What CloudTrail's event history has of CreateCertificateFromCsr. */
export interface HttpCallers {
  readonly days: number;
  /** Those who called last come first. */
  readonly callers: readonly HttpCaller[];
  /** False: there was more than was looked at, so that it is who called last, and so often at least. */
  readonly isWhole: boolean;
}

/** Certificates of one issuer. */
export interface IssuerGroup {
  /** RFC 4514, as the certificates name it. */
  readonly issuer: string;
  /** The name is the one that certificates of AWS IoT's own CA have. */
  readonly isAmazon: boolean;
  readonly count: number;
  /** When the first and the last of them end. */
  readonly firstEnd: Date;
  readonly lastEnd: Date;
}

/** The newest certificates of the registry, by issuer. */
export interface IssuerSample {
  readonly read: number;
  /** Certificates that break RFC 5280's rules; they are in no group. */
  readonly unreadable: number;
  /** There are older ones, which were not read. */
  readonly hasMore: boolean;
  /** The largest first. */
  readonly groups: readonly IssuerGroup[];
}

/** Who onboards how in this account and Region. Null: it could not be read at all, and `unread` says why. */
export interface FleetFacts {
  readonly place: AccountPlace;
  /** A certificate provider signs already. */
  readonly isOn: boolean;
  readonly templates: readonly TemplateFacts[] | null;
  readonly policies: Sampled<IotPolicy> | null;
  /** By policy name; what is missing was not read. Only policies that may be those of claims are asked about. */
  readonly uses: ReadonlyMap<string, PolicyUse>;
  readonly registeredCas: Sampled<RegisteredCa> | null;
  readonly metrics: OnboardingMetrics | null;
  readonly limits: ConcurrencyLimits | null;
  readonly httpCallers: HttpCallers | null;
  /** Undefined: not asked for. */
  readonly issuers?: IssuerSample | null | undefined;
  readonly unread: readonly Unread[];
}

/** The CA that will issue, as far as it is known. */
export interface IssuingCa {
  readonly kind: AuthorityKind | undefined;
  readonly certificate: IssuerCertificate | undefined;
  /** Days for which certificates are valid, when certprov's signer decides that. */
  readonly validityDays: number | undefined;
  /** Of the function, when it has its own. */
  readonly reservedConcurrency: number | undefined;
}
