import { WORKLOAD_BOUNDARY } from '../../src/sandbox/seed/landing-zone.ts';

/** With which `init` stays within the rules of the sandbox's organization, `sandbox reset --like landing-zone`. */
export const ROLE_FLAGS = [
  '--permissions-boundary',
  WORKLOAD_BOUNDARY,
  '--role-path',
  '/workloads/',
  '--name-prefix',
  'acme-',
] as const;
export const ZONE_FLAGS = [...ROLE_FLAGS, '--tags', 'CostCenter=1', '--tags', 'Owner=me'] as const;
