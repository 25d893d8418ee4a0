import { createProvisioningTemplate } from '../../actions/kinds/create-provisioning-template.ts';
import { createRole } from '../../actions/kinds/create-role.ts';
import { provisioningTemplateArnOf, roleArnOf, type AccountPlace } from '../../aws/arn.ts';
import type { AwsReader } from '../../aws/ports/ports.ts';
import { shapeOfRole, tagsFor, type LandingZone } from '../../deployment/landing-zone.ts';
import { prefixed } from '../../deployment/names.ts';
import type { Action } from '../../actions/plan.ts';
import { readRemark } from '../../steps/read-remark.ts';
import type { ReadingContext } from '../../context.ts';

export interface CanaryTemplate {
  readonly templateName: string;
  /** What is made for the canary alone, and goes with it. */
  readonly temporary: readonly Action[];
}

/** Of what is made for the canary alone. */
export const TEMPORARY_NAME = 'certprov-canary';

type CanaryTemplateTools = Pick<ReadingContext, 'place' | 'output'> & {
  readonly reader: Pick<AwsReader, 'listProvisioningTemplates'>;
};

/**
 * A claim belongs to a template. Any fleet template of the account will do, since the canary registers nothing; where
 * there is none, or nobody may look, one is made, with a role that may do nothing; undefined where no role may be made.
 */
export async function canaryTemplate(
  runId: string,
  { place, reader: aws, output }: CanaryTemplateTools,
  landing: LandingZone,
): Promise<CanaryTemplate | undefined> {
  const templateName = await readRemark('the provisioning templates, so the canary makes its own', own(aws), output);
  if (!templateName && landing.roleArn !== undefined) return undefined;
  return templateName
    ? { templateName, temporary: [] }
    : { templateName: TEMPORARY_NAME, temporary: temporaryTemplate(runId, place, landing) };
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

export const temporaryRoleName = (region: string, prefix = ''): string =>
  prefixed(prefix, `${TEMPORARY_NAME}-${region}`);

/** Whether an action makes what is for a canary alone, whatever its names begin with. */
export const isTemporary = ({ kind, args }: Action): boolean =>
  kind === createProvisioningTemplate.kind ||
  (kind === createRole.kind && (args as { readonly templateArn?: string }).templateArn !== undefined);

/** What is made where there is no template; each time under the same names. */
function temporaryTemplate(runId: string, place: AccountPlace, landing: LandingZone): Action[] {
  const { rolePath, namePrefix } = landing;
  const roleName = temporaryRoleName(place.region, namePrefix);
  const templateArn = provisioningTemplateArnOf(place, TEMPORARY_NAME);
  const tags = tagsFor(landing, runId);
  return [
    createRole.with({ roleName, templateArn, ...shapeOfRole(landing), tags }),
    createProvisioningTemplate.with({
      templateName: TEMPORARY_NAME,
      templateArn,
      provisioningRoleArn: roleArnOf(place, roleName, rolePath),
      tags,
    }),
  ];
}
