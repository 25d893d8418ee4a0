import type { Finding } from '../../../finding.ts';
import { counted } from '../../../terminal/quantity-text.ts';
import type { HttpCallers } from '../fleet-facts.ts';
import { namesText } from '../names-text.ts';

/**
 * AWS's guide speaks of the MQTT operation alone; AWS's own sample renews over HTTP.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html
 */
export function checkCsrsOverHttp({ days, callers, isWhole }: HttpCallers, isOn: boolean): Finding[] {
  const served = callers.filter(({ calls, refused }) => calls > refused);
  const [last] = served;
  if (last === undefined) return [];
  const signed = served.reduce((sum, { calls, refused }) => sum + calls - refused, 0);
  const names = namesText(served.map(({ principal }) => principal));
  return [
    {
      code: 'CSRS_OVER_HTTP',
      severity: 'warning',
      summary: `${names} had ${isWhole ? '' : 'at least '}${counted(signed, 'CSR')} signed over HTTP in the last ${days} days, the last on ${dayOf(last.last)}: AWS's guide speaks of MQTT alone, so that such certificates ${isOn ? 'most likely still come' : 'would most likely go on coming'} from Amazon's CA; AWS does not say so outright`,
      fix: 'if devices renew that way, have them renew over MQTT ($aws/certificates/create-from-csr), or look at who issued one of these certificates once the provider is on',
    },
  ];
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
