import { claimAbility, type ClaimAbility } from './claim-way.ts';
import { claimPoliciesOf, type ClaimPolicies } from './claim-policies.ts';
import type { FleetFacts, TemplateFacts } from './fleet-facts.ts';
import { namesText } from './names-text.ts';
import type { IotPolicy } from './iot-policy.ts';

export type Verdict = 'signed-by-your-ca' | 'not-affected' | 'cannot-tell';

/** What one kind of claim certificate may do, and by which policies. */
interface TemplateClaim extends ClaimAbility {
  /** The policy that lets it register with the template. */
  readonly policyName: string;
  /** Others that it has, which were not read. */
  readonly unread: readonly string[];
}

export interface TemplateVerdict {
  readonly templateName: string;
  readonly verdict: Verdict;
  readonly why: string;
  readonly claims: readonly TemplateClaim[];
  /** All was read, and no certificate may register with it. */
  readonly isWithoutClaim: boolean;
}

/** What judging all templates needs once. */
interface JudgedPolicies {
  readonly byName: ReadonlyMap<string, IotPolicy>;
  readonly claimPolicies: ClaimPolicies;
}

/** Whose certificates the devices of a template will have, as far as the policies of its claims tell. */
export function judgeTemplate(
  template: TemplateFacts,
  facts: FleetFacts,
  { byName, claimPolicies }: JudgedPolicies,
): TemplateVerdict {
  const { templateName } = template;
  const judged = (verdict: Verdict, why: string, claims: readonly TemplateClaim[] = []): TemplateVerdict => ({
    templateName,
    verdict,
    why,
    claims,
    isWithoutClaim: false,
  });
  if (template.type === 'JITP')
    return judged('not-affected', 'just-in-time provisioning: its devices bring their certificate');
  if (!template.enabled) return judged('not-affected', 'disabled: no device can register with it');
  if (facts.policies === null) return judged('cannot-tell', 'the policies could not be read');

  const narrow = lookAt(claimPoliciesOf(templateName, claimPolicies.narrow, facts.place), facts, byName);
  // A policy that allows everything says nothing about the way, as long as there is one that was made for claims.
  const { claims, unasked } =
    narrow.claims.length + narrow.unasked.length > 0
      ? narrow
      : lookAt(claimPoliciesOf(templateName, claimPolicies.broad, facts.place), facts, byName);

  const by = (way: ClaimAbility['way']): readonly TemplateClaim[] => claims.filter((claim) => claim.way === way);
  const [csr, unclear, deaf, keys] = [by('csr'), by('unclear'), by('deaf'), by('keys')];
  const names = (of: readonly TemplateClaim[]): string => namesText(of.map(({ policyName }) => policyName));
  if (csr.length > 0) {
    const too = csr.some((claim) => claim.mayHaveKeys) || keys.length > 0;
    return judged(
      'signed-by-your-ca',
      `${names(csr)} lets its claims send CSRs${too ? '; keys made by AWS stay with AWS' : ''}`,
      claims,
    );
  }
  if (deaf.length > 0)
    return judged('cannot-tell', `by ${names(deaf)} claims may send a CSR but not receive the reply`, claims);
  const unread = unclear.flatMap((claim) => claim.unread);
  if (unread.length > 0)
    return judged(
      'cannot-tell',
      `${namesText(unread)} was not read, and claims of ${names(unclear)} have it too`,
      claims,
    );
  if (unclear.length > 0)
    return judged('cannot-tell', `${names(unclear)} has conditions or variables that decide`, claims);
  if (unasked.length > 0) return judged('cannot-tell', `who has ${namesText(unasked)} was not read`, claims);
  const { read, total } = facts.policies;
  if (read.length < total) return judged('cannot-tell', `only ${read.length} of ${total} policies were read`, claims);
  const unreadable = read.filter((policy) => policy.isUnreadable).map(({ policyName }) => policyName);
  if (unreadable.length > 0) return judged('cannot-tell', `${namesText(unreadable)} could not be understood`, claims);
  if (keys.length > 0)
    return judged('not-affected', `by ${names(keys)} its claims only have AWS make keys and certificate`, claims);
  if (claims.length > 0)
    return judged('cannot-tell', `by ${names(claims)} claims may register but ask for no certificate`, claims);
  const none = judged('cannot-tell', 'no certificate in use may register with it: trusted users?', claims);
  return { ...none, isWithoutClaim: true };
}

function lookAt(policies: readonly IotPolicy[], facts: FleetFacts, byName: JudgedPolicies['byName']) {
  const claims: TemplateClaim[] = [];
  const unasked: string[] = [];
  for (const { policyName } of policies) {
    const use = facts.uses.get(policyName);
    if (!use) unasked.push(policyName);
    for (const holder of use?.holders ?? []) {
      const held = holder.map((name) => byName.get(name));
      const ability = claimAbility(
        held.filter((policy) => policy !== undefined),
        facts.place,
      );
      // A policy that was not read may allow or deny anything.
      const unread = holder.filter((name) => !byName.has(name));
      const way = unread.length > 0 ? 'unclear' : ability.way;
      const isKnown = claims.some((claim) => claim.policyName === policyName && claim.way === way);
      if (!isKnown) claims.push({ ...ability, way, policyName, unread });
    }
  }
  return { claims, unasked };
}
