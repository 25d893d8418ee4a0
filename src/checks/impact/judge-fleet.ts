import type { Finding } from '../../finding.ts';
import { claimPolicies } from './claim-policies.ts';
import type { FleetFacts, IssuingCa } from './fleet-facts.ts';
import { judgeTemplate, type TemplateVerdict, type Verdict } from './judge-template.ts';
import { onboardingCeiling, type Ceiling } from './onboarding-ceiling.ts';
import { checkCertificatesWillEnd } from './traps/certificates-will-end.ts';
import { checkClaimCannotHear } from './traps/claim-cannot-hear.ts';
import { checkClaimsSendNoCsr } from './traps/claims-send-no-csr.ts';
import { checkCsrWithoutName } from './traps/csr-without-name.ts';
import { checkDeviceBuffers } from './traps/device-buffers.ts';
import { checkDevicesNeedSni } from './traps/devices-need-sni.ts';
import { checkCsrsOverHttp } from './traps/csrs-over-http.ts';
import { checkFewEnvironments } from './traps/few-environments.ts';
import { checkHookSeesCertificate } from './traps/hook-sees-certificate.ts';
import { checkImpactIncomplete } from './traps/impact-incomplete.ts';
import { checkIssuerRegistersDevices } from './traps/issuer-registers-devices.ts';
import { checkNoCsrSeen } from './traps/no-csr-seen.ts';
import { checkTemplateWithoutClaim } from './traps/template-without-claim.ts';

export interface Impact {
  /** Those that change first, then those that cannot be told. */
  readonly verdicts: readonly TemplateVerdict[];
  readonly findings: readonly Finding[];
  readonly ceiling: Ceiling;
}

const ORDER: readonly Verdict[] = ['signed-by-your-ca', 'cannot-tell', 'not-affected'];

/** Whose devices a certificate provider touches in this account, what to look out for, and how fast it can go. */
export function judgeFleet(facts: FleetFacts, issuing: IssuingCa): Impact {
  const policies = facts.policies?.read ?? [];
  const judged = {
    byName: new Map(policies.map((policy) => [policy.policyName, policy])),
    claimPolicies: claimPolicies(policies, facts.place),
  };
  const templates = facts.templates ?? [];
  const verdicts = templates
    .map((template) => judgeTemplate(template, facts, judged))
    .toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  return {
    verdicts,
    findings: [
      ...checkClaimsSendNoCsr(verdicts),
      ...checkClaimCannotHear(verdicts),
      ...checkTemplateWithoutClaim(verdicts),
      ...(facts.metrics ? checkNoCsrSeen(facts.metrics) : []),
      ...(facts.registeredCas ? checkIssuerRegistersDevices(issuing, facts.registeredCas) : []),
      ...(facts.httpCallers ? checkCsrsOverHttp(facts.httpCallers, facts.isOn) : []),
      ...checkHookSeesCertificate(templates, verdicts),
      ...checkCertificatesWillEnd(issuing),
      ...checkCsrWithoutName(issuing, facts.isOn),
      ...checkDevicesNeedSni(),
      ...checkDeviceBuffers(issuing, facts.isOn),
      ...checkFewEnvironments(issuing.reservedConcurrency, facts.limits ?? undefined),
      ...checkImpactIncomplete(facts.unread),
    ],
    ceiling: onboardingCeiling({
      kind: issuing.kind,
      concurrency: issuing.reservedConcurrency ?? facts.limits?.unreserved,
    }),
  };
}
