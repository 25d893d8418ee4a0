import type { Action } from './plan.ts';
import { createKey } from './kinds/create-key.ts';
import { createSecret, type CreateSecretArgs } from './kinds/create-secret.ts';

/** Whether what an action made is the key of a CA: certificates of devices may hang on it, so no rollback takes it. */
export const holdsCaKey = ({ kind, args }: Action): boolean =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- args of this kind, from a plan or a journal
  kind === createKey.kind || (kind === createSecret.kind && (args as CreateSecretArgs).holds === 'ca-key');
