import type { FunctionDescription } from '../aws/ports/ports.ts';
import type { LogGroup } from '../aws/ports/function-ports.ts';
import { NO_LANDING_ZONE, type LandingZone } from '../deployment/landing-zone.ts';
import { logGroupNameFor } from '../deployment/names.ts';
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

/** Whether the group that certprov made is still as it was made; `days` as the function has them, the key as this machine's journal. */
export function checkLogGroupNow(
  { functionName, functionArn }: FunctionDescription,
  { days, found }: { readonly days: number; readonly found: LogGroup | undefined | null },
  kmsKeyArn: string | undefined,
): Finding[] {
  if (found === null) return [];
  const name = logGroupNameFor(functionName);
  if (found === undefined)
    return [
      {
        code: 'LOG_GROUP_GONE',
        severity: 'warning',
        summary: `the log group ${name}, which certprov made, is gone: unless the role of the function may make another one, nothing that it logs is kept`,
        fix: `make it again: aws logs create-log-group --log-group-name ${name}, then aws logs put-retention-policy --log-group-name ${name} --retention-in-days ${days}`,
        resource: name,
      },
    ];
  const differences = logGroupDifferences(
    { ...NO_LANDING_ZONE, logRetentionDays: days, encryptionKeyArn: kmsKeyArn },
    found,
  );
  if (differences.length === 0) return [];
  return [
    {
      code: 'LANDING_ZONE_CHANGED',
      severity: 'warning',
      summary: `the log group of the function is not as it was made any more: it is ${differences.join(', ')}`,
      fix: `find out who changed it, and have it put back: it was made for ${days} days${kmsKeyArn === undefined ? '' : `, under ${kmsKeyArn}`}`,
      resource: functionArn,
    },
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

/** Also where a run was cut off between the two calls that it takes. */
export const isToMake = ({ logRetentionDays }: LandingZone, group: LogGroup | undefined): boolean =>
  logRetentionDays !== undefined && (group === undefined || (isOurs(group.tags) && group.retentionDays === undefined));
