import type { CheckedRight } from './check-rights.ts';
import type { Principal } from './principal.ts';

/** `iam:CreateRole, iam:PutRolePolicy (a policy denies it)`: those with the same reason together, and plain ones first. */
export function rightsText(rights: readonly CheckedRight[]): string {
  const byReason = new Map<string, string[]>();
  for (const { permission, reason = '' } of rights) {
    const actions = byReason.get(reason) ?? [];
    if (!actions.includes(permission.action)) byReason.set(reason, [...actions, permission.action]);
  }
  return [...byReason].map(([reason, actions]) => `${actions.join(', ')}${reason && ` (${reason})`}`).join('; ');
}

export const principalText = (principal: Principal): string =>
  principal.kind === 'root' ? 'the root user' : principal.kind === 'entity' ? principal.name : 'you';

/** What helps against rights that are missing; two things when some are denied and some just not allowed. */
export function missingFix(missing: readonly CheckedRight[], principal: Principal): string {
  const who = principalText(principal);
  return [
    ...(missing.some(({ isOutweighed }) => !isOutweighed) ? [`add the statements below to a policy of ${who}`] : []),
    ...(missing.some(({ isOutweighed }) => isOutweighed)
      ? [`change what denies it to ${who}: an allow does not outweigh that`]
      : []),
  ].join('; ');
}
