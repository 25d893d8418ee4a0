import type { Finding } from '../../../finding.ts';
import type { TemplateVerdict } from '../judge-template.ts';
import { namesText } from '../names-text.ts';

/**
 * AWS's own example of a claim policy allows `$aws/certificates/create/*`, which does not cover
 * `$aws/certificates/create-from-csr/*`: a provider changes nothing for a fleet that was set up from it.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provision-wo-cert.html
 */
export function checkClaimsSendNoCsr(verdicts: readonly TemplateVerdict[]): Finding[] {
  const without = verdicts.filter(
    ({ verdict, claims }) => verdict === 'not-affected' && claims.some(({ way }) => way === 'keys'),
  );
  if (without.length === 0) return [];
  const policies = namesText(without.flatMap(({ claims }) => claims.map(({ policyName }) => policyName)));
  return [
    {
      code: 'CLAIMS_SEND_NO_CSR',
      severity: 'warning',
      summary: `claims of ${namesText(without.map(({ templateName }) => templateName))} may not send a CSR (${policies}): a certificate provider changes nothing for them`,
      fix: 'allow iot:Publish and iot:Receive on topic/$aws/certificates/create-from-csr/*, iot:Subscribe on topicfilter/ the same, and have the devices send a CSR',
    },
  ];
}
