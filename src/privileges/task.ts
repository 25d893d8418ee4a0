/** What an operator may be there for. */
export const TASKS = ['look', 'dry-run', 'init', 'canary', 'rollback', 'rollback-all', 'ca', 'device'] as const;
export type Task = (typeof TASKS)[number];
