import { functionArnOf, provisioningTemplateArnOf, roleArnOf } from '../../../aws/arn.ts';
import type { Target } from './kit.ts';

/** Names and ARNs of everything that a kit makes. IAM's names are the whole account's, so they carry the Region. */
export const namesOf = ({ place, name }: Target) => ({
  template: name,
  templateArn: provisioningTemplateArnOf(place, name),
  devicePolicy: `${name}-device`,
  claimPolicy: `${name}-claim`,
  provisioningRole: `${name}-provisioning-${place.region}`,
  provisioningRoleArn: roleArnOf(place, `${name}-provisioning-${place.region}`),
  hook: `${name}-hook`,
  hookArn: functionArnOf(place, `${name}-hook`),
  hookRole: `${name}-hook-${place.region}`,
  hookRoleArn: roleArnOf(place, `${name}-hook-${place.region}`),
  activation: `${name}-activation`,
  activationArn: functionArnOf(place, `${name}-activation`),
  activationRole: `${name}-activation-${place.region}`,
  activationRoleArn: roleArnOf(place, `${name}-activation-${place.region}`),
  /** Rules take no hyphen. */
  rule: `${name.replaceAll('-', '_')}_activation`,
  registrationPolicyArn: `arn:${place.partition}:iam::aws:policy/service-role/AWSIoTThingsRegistration`,
});
