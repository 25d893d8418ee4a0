import { acmPcaAuthority } from '../../../src/authority/acm-pca/acm-pca.ts';
import type { AcmPcaConfig } from '../../../src/authority/authority.ts';
import { deviceRequest } from '../device-request.ts';
import { passingClock } from '../passing-clock.ts';
import { CA_ARN, environmentFor, startAcmPcaStandIn } from './acm-pca-stand-in.ts';

export const CONFIG: AcmPcaConfig = {
  kind: 'acm-pca',
  certificateAuthorityArn: CA_ARN,
  keyAlgorithm: 'EC_secp384r1',
  template: 'EndEntityClientAuthCertificate/V1',
};
export const REQUEST = await deviceRequest();

/** A Private CA that answers so, and the connector that asks it, by a clock that stands still. */
export async function standInWith(
  answers: Parameters<typeof startAcmPcaStandIn>[0],
  settings: Partial<AcmPcaConfig> = {},
) {
  const server = await startAcmPcaStandIn(answers);
  const clock = passingClock();
  const env = environmentFor(server.endpoint);
  const authority = acmPcaAuthority({ ...CONFIG, ...settings }, { env, clock });
  return {
    ...server,
    clock,
    env,
    authority,
    issue: (options: { days?: number; withinMs?: number } = {}) =>
      authority.issueCertificate({
        ...REQUEST,
        validityDays: options.days ?? 90,
        deadline: clock.now() + (options.withinMs ?? 4_300),
      }),
  };
}
