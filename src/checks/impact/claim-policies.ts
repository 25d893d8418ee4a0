import type { AccountPlace } from '../../aws/arn.ts';
import { provisionTopics } from './claim-topics.ts';
import { mayDo, mayDoAny, mayTouch, type IotPolicy } from './iot-policy.ts';

export interface ClaimPolicies {
  /** Made for claims: they allow the topics of a template and not every other one. */
  readonly narrow: readonly IotPolicy[];
  /** They allow any topic, so that they say nothing about which way a device goes. */
  readonly broad: readonly IotPolicy[];
}

/**
 * Policies by which something may register with a template: all others decide nothing about onboarding. A document
 * that cannot be read is in neither list.
 */
export function claimPolicies(policies: readonly IotPolicy[], place: AccountPlace): ClaimPolicies {
  const arn = `arn:${place.partition}:iot:${place.region}:${place.account}:topic/`;
  const could = policies.filter((policy) => mayTouch(policy, `${arn}$aws/provisioning-templates/`));
  // A topic that no policy names on purpose.
  const isBroad = (policy: IotPolicy): boolean => mayDo([policy], 'iot:Publish', `${arn}\u{F0000}`) !== 'no';
  return { narrow: could.filter((policy) => !isBroad(policy)), broad: could.filter(isBroad) };
}

/** Those of the list that let a device register with the template, or perhaps. */
export const claimPoliciesOf = (
  templateName: string,
  policies: readonly IotPolicy[],
  place: AccountPlace,
): readonly IotPolicy[] => {
  const topics = provisionTopics(place, templateName);
  return policies.filter((policy) => mayDoAny([policy], 'iot:Publish', topics) !== 'no');
};
