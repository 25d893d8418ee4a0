import { createProvisioningTemplate } from '../../actions/kinds/create-provisioning-template.ts';
import { createRole } from '../../actions/kinds/create-role.ts';
import { provisioningTemplateArnOf, roleArnOf, type AccountPlace } from '../../aws/arn.ts';
import type { AwsReader } from '../../aws/ports/ports.ts';
import { ownTags } from '../../deployment/ownership.ts';
import type { Action } from '../../actions/plan.ts';

export interface CanaryTemplate {
  readonly templateName: string;
  /** What is made for the canary alone, and goes with it. */
  readonly temporary: readonly Action[];
}

/** Of what is made for the canary alone. */
export const TEMPORARY_NAME = 'certprov-canary';

/**
 * A claim belongs to a template. Any fleet template of the account will do, since the canary registers nothing; where
 * there is none, one is made, with a role that may do nothing.
 */
export async function canaryTemplate(
  runId: string,
  place: AccountPlace,
  aws: Pick<AwsReader, 'listProvisioningTemplates'>,
): Promise<CanaryTemplate> {
  for await (const page of aws.listProvisioningTemplates()) {
    const found = page.find(
      ({ enabled, type, templateName }) => enabled && type === 'FLEET_PROVISIONING' && templateName !== TEMPORARY_NAME,
    );
    if (found) return { templateName: found.templateName, temporary: [] };
  }
  return { templateName: TEMPORARY_NAME, temporary: temporaryTemplate(runId, place) };
}

export const temporaryRoleName = (region: string): string => `${TEMPORARY_NAME}-${region}`;

/** What is made where there is no template; each time under the same names. */
export function temporaryTemplate(runId: string, place: AccountPlace): Action[] {
  const roleName = temporaryRoleName(place.region);
  const templateArn = provisioningTemplateArnOf(place, TEMPORARY_NAME);
  const tags = ownTags(runId);
  return [
    createRole.with({ roleName, templateArn, tags }),
    createProvisioningTemplate.with({
      templateName: TEMPORARY_NAME,
      templateArn,
      provisioningRoleArn: roleArnOf(place, roleName),
      tags,
    }),
  ];
}
