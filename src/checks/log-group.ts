import type { FunctionDescription } from '../aws/ports/ports.ts';
import type { LogGroup } from '../aws/ports/function-ports.ts';
import type { LandingZone } from '../deployment/landing-zone.ts';
import { isOurs } from '../deployment/ownership.ts';
import type { Finding } from '../finding.ts';

const retentionOf = ({ retentionDays }: LogGroup): string =>
  retentionDays === undefined ? 'never expires' : `expires after ${retentionDays} days`;

/** How an existing log group differs from what the flags ask for, as parts of a sentence. */
export function logGroupDifferences(
  { logRetentionDays: wanted, encryptionKeyArn }: LandingZone,
  group: LogGroup | undefined | null,
): string[] {
  if (wanted === undefined || group === null) return [];
  if (group === undefined) return ['no log group with an end'];
  return [
    ...(group.retentionDays === wanted ? [] : [`a log group that ${retentionOf(group)}`]),
    ...(encryptionKeyArn === undefined || group.kmsKeyArn === encryptionKeyArn
      ? []
      : [`a log group under ${group.kmsKeyArn === undefined ? "AWS's own key" : `the key ${group.kmsKeyArn}`}`]),
  ];
}

/**
 * A log group that has its settings keeps them. One of somebody else's is mentioned, one of an earlier run blocks this
 * one.
 */
export function checkLogGroup(
  landing: LandingZone,
  {
    group,
    function: lambda,
  }: { readonly group: LogGroup | undefined; readonly function: FunctionDescription | undefined },
): Finding[] {
  if (!group || isToMake(landing, group)) return [];
  const differences = logGroupDifferences(landing, group);
  if (differences.length === 0) return [];
  if (isOurs(group.tags))
    return [
      {
        code: 'LANDING_ZONE_DIFFERS',
        severity: 'blocker',
        summary: `what is there of an earlier run is not as this one asks for it: it has ${differences.join(', ')}`,
        fix: 'take the earlier one back with `certprov rollback --all`, or give the flags that it was made with',
        resource: lambda?.functionArn ?? group.logGroupName,
      },
    ];
  return [
    {
      code: 'LOG_GROUP_KEPT',
      severity: 'warning',
      summary: `the log group ${group.logGroupName} is there and was not made by certprov, which leaves it as it is: it is ${differences.join(', ')}`,
      fix: `have its owner set it: aws logs put-retention-policy --log-group-name ${group.logGroupName} --retention-in-days ${landing.logRetentionDays}`,
      resource: group.logGroupName,
    },
  ];
}

/** Also where a run was cut off after CreateLogGroup and before PutRetentionPolicy. */
export const isToMake = ({ logRetentionDays }: LandingZone, group: LogGroup | undefined): boolean =>
  logRetentionDays !== undefined && (group === undefined || (isOurs(group.tags) && group.retentionDays === undefined));
