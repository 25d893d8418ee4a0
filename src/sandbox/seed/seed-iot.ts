import { certificateRecord } from '../iot/amazon-signed.ts';
import type { IotState } from '../iot/state.ts';
import { POLICIES } from './fleet-policies.ts';
import { TEMPLATES, THING_GROUPS } from './fleet-templates.ts';
import { makeClaimCertificate } from './make-claim-certificate.ts';
import { daysFrom, iotArn, roleArn } from './seeded-arns.ts';
import { PROVISIONING_ROLE } from './seed-roles.ts';

/** Fleets whose devices send CSRs, one that does not, one that cannot, and one that brings its own certificates. */
export async function prepareIot(now: Date): Promise<(state: IotState) => void> {
  const since = new Date(daysFrom(now, -380));
  const claims = new Map<string, Awaited<ReturnType<typeof makeClaimCertificate>>>();
  for (const { claim } of POLICIES) {
    if (claim !== undefined) claims.set(claim, await makeClaimCertificate(claim, since));
  }
  return (state) => {
    seedTemplates(state, now);
    for (const name of THING_GROUPS) {
      state.thingGroups[name] = { name, arn: iotArn('thinggroup', name), createdAt: since.toISOString() };
    }
    for (const { name, document, generationId, claim } of POLICIES) {
      const arn = iotArn('policy', name);
      state.policies[name] = {
        name,
        arn,
        document: JSON.stringify(document),
        createdAt: since.toISOString(),
        generationId,
      };
      const certificate = claim === undefined ? undefined : claims.get(claim);
      if (certificate === undefined) continue;
      state.certificates[certificate.id] = certificateRecord(certificate, {
        status: 'ACTIVE',
        mode: 'DEFAULT',
        now: since,
      });
      state.policyTargets[name] = { [certificate.arn]: true };
    }
  };
}

function seedTemplates(state: IotState, now: Date): void {
  for (const { name, type, description, body, enabled } of TEMPLATES) {
    state.provisioningTemplates[name] = {
      name,
      arn: iotArn('provisioningtemplate', name),
      description,
      type,
      enabled,
      body: JSON.stringify(body),
      provisioningRoleArn: roleArn(PROVISIONING_ROLE),
      createdAt: daysFrom(now, -380),
      lastModifiedAt: daysFrom(now, -45),
    };
  }
}
