import type { Finding } from '../../../finding.ts';
import type { TemplateVerdict } from '../judge-template.ts';
import { namesText } from '../names-text.ts';

/** Subscribing is allowed on a topic filter, publishing and receiving on a topic: the words are easily mistaken. */
export function checkClaimCannotHear(verdicts: readonly TemplateVerdict[]): Finding[] {
  const deaf = verdicts.flatMap(({ claims }) => claims.filter(({ way }) => way === 'deaf'));
  if (deaf.length === 0) return [];
  const mistaken = deaf.some(({ hasTopicForFilter }) => hasTopicForFilter);
  return [
    {
      code: 'CLAIM_CANNOT_HEAR',
      severity: 'warning',
      summary: `${namesText(deaf.map(({ policyName }) => policyName))} lets claims send a CSR but not receive the reply${mistaken ? ': iot:Subscribe has topic/ where AWS IoT looks for topicfilter/' : ''}`,
      fix: 'allow iot:Subscribe on topicfilter/$aws/certificates/create-from-csr/* and iot:Receive on topic/$aws/certificates/create-from-csr/*',
    },
  ];
}
