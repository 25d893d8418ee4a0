import type { DeviceCsrFlags } from '../dry-run/device-csrs.ts';
import type { InitFlags } from './propose.ts';

export interface InitCommandFlags extends InitFlags, DeviceCsrFlags {
  readonly confirm?: string | undefined;
  readonly plan?: boolean | undefined;
  readonly yes?: boolean | undefined;
  /** `--no-auto-rollback` */
  readonly autoRollback?: boolean | undefined;
  /** Whoever may not take the switch back goes on all the same. */
  readonly withoutWayBack?: boolean | undefined;
}
