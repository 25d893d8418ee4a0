import type { Permission } from '../../actions/plan.ts';
import type { WantedRight } from './check-rights.ts';

type Needed = readonly [WantedRight['needs'][number], readonly Permission[]];

/** Each right once, with all that it is for. */
export function mergedRights(wanted: readonly Needed[]): WantedRight[] {
  const rights = new Map<string, WantedRight>();
  for (const [need, permissions] of wanted) {
    for (const permission of permissions) {
      const key = `${permission.action} ${permission.on}`;
      const needs = rights.get(key)?.needs ?? [];
      rights.set(key, { permission, needs: needs.includes(need) ? needs : [...needs, need] });
    }
  }
  return [...rights.values()];
}
