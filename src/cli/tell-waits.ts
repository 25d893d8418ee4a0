import type { Wait } from '../aws/connection/connection.ts';
import type { ChangingContext } from '../context.ts';
import type { Output } from '../terminal/output.ts';

/** A line before each repeat of a call; none while something tells of its own trying, which such lines would push away. */
export function tellWaits(
  output: Output,
): { readonly onWait: (wait: Wait) => void } & Pick<ChangingContext, 'quietly'> {
  let quiet = 0;
  return {
    onWait({ action, why, attempt, of, waitMs }) {
      if (quiet > 0) return;
      output.say(`  ${why}: ${action} again in ${(waitMs / 1000).toFixed(1)} s (${attempt} of ${of})`);
    },
    async quietly(work) {
      quiet += 1;
      try {
        return await work();
      } finally {
        quiet -= 1;
      }
    },
  };
}
