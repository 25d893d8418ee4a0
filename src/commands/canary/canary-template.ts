import { createProvisioningTemplate } from '../../actions/kinds/create-provisioning-template.ts';
import { createRole } from '../../actions/kinds/create-role.ts';
import { provisioningTemplateArnOf, roleArnOf, type AccountPlace } from '../../aws/arn.ts';
import type { AwsReader } from '../../aws/ports/ports.ts';
import { ownTags } from '../../deployment/ownership.ts';
import type { Action } from '../../actions/plan.ts';
import { readRemark } from '../../steps/read-remark.ts';
import type { Output } from '../../terminal/output.ts';

export interface CanaryTemplate {
  readonly templateName: string;
  /** What is made for the canary alone, and goes with it. */
  readonly temporary: readonly Action[];
}

/** Of what is made for the canary alone. */
export const TEMPORARY_NAME = 'certprov-canary';

/**
 * A claim belongs to a template. Any fleet template of the account will do, since the canary registers nothing; where
 * there is none, or nobody may look, one is made, with a role that may do nothing.
 */
export async function canaryTemplate(
  runId: string,
  place: AccountPlace,
  aws: Pick<AwsReader, 'listProvisioningTemplates'>,
  output: Output,
): Promise<CanaryTemplate> {
  const templateName = await readRemark('the provisioning templates, so the canary makes its own', own(aws), output);
  return templateName
    ? { templateName, temporary: [] }
    : { templateName: TEMPORARY_NAME, temporary: temporaryTemplate(runId, place) };
}

async function own(aws: Pick<AwsReader, 'listProvisioningTemplates'>): Promise<string | undefined> {
  for await (const page of aws.listProvisioningTemplates()) {
    const found = page.find(
      ({ enabled, type, templateName }) => enabled && type === 'FLEET_PROVISIONING' && templateName !== TEMPORARY_NAME,
    );
    if (found) return found.templateName;
  }
  return undefined;
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
