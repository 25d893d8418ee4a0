import type { AccountPlace } from '../../aws/arn.ts';
import { csrAnswerFilters, csrAnswers, csrAnswerTopics, csrTopics, keysTopics } from './claim-topics.ts';
import { mayDoAny, type IotPolicy } from './iot-policy.ts';

/**
 * How a claim may come to its certificate:
 * `csr`: by a CSR, at least · `deaf`: it may send a CSR and not receive the reply · `keys`: with keys that AWS makes,
 * and no CSR · `none`: neither · `unclear`: a policy says something that is not understood here.
 */
type ClaimWay = 'csr' | 'deaf' | 'keys' | 'none' | 'unclear';

export interface ClaimAbility {
  readonly way: ClaimWay;
  /** Keys that AWS makes are allowed, too. */
  readonly mayHaveKeys: boolean;
  /** `iot:Subscribe` is allowed on `topic/…`, where AWS looks at `topicfilter/…`. */
  readonly hasTopicForFilter: boolean;
}

/** What all policies of one claim certificate come to. */
export function claimAbility(policies: readonly IotPolicy[], place: AccountPlace): ClaimAbility {
  const csr = mayDoAny(policies, 'iot:Publish', csrTopics(place));
  const keys = mayDoAny(policies, 'iot:Publish', keysTopics(place));
  const subscribes = mayDoAny(policies, 'iot:Subscribe', csrAnswerFilters(place));
  const receives = mayDoAny(policies, 'iot:Receive', csrAnswers(place));
  const rest = {
    mayHaveKeys: keys !== 'no',
    hasTopicForFilter: subscribes === 'no' && mayDoAny(policies, 'iot:Subscribe', csrAnswerTopics(place)) !== 'no',
  };
  if (csr === 'perhaps') return { way: 'unclear', ...rest };
  if (csr === 'yes') {
    if (subscribes === 'no' || receives === 'no') return { way: 'deaf', ...rest };
    return { way: subscribes === 'yes' && receives === 'yes' ? 'csr' : 'unclear', ...rest };
  }
  return { way: keys === 'no' ? 'none' : 'keys', ...rest };
}
