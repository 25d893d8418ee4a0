import type { BoundedOptions } from './each-bounded.ts';
import type { UnreadNotes } from './unread-notes.ts';

/** What reads of one kind share. */
export interface FleetTools<Source> {
  readonly aws: Source;
  readonly notes: UnreadNotes;
  readonly bounded: (what: string, total: number) => BoundedOptions;
  readonly isOver: () => boolean;
}
