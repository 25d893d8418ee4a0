/**
 * Calls `onLate` once `usedMs` has reached the limit: asked again at each alarm, since time may have gone by that does not
 * count. What has arrived already is read first: an alarm on a busy machine may come before it.
 */
export function within(limitMs: number, usedMs: () => number, onLate: () => void): { readonly clear: () => void } {
  let alarm: NodeJS.Timeout | undefined;
  let arrived: NodeJS.Immediate | undefined;
  const wait = (ms: number): void => {
    alarm = setTimeout(() => {
      arrived = setImmediate(() => {
        const left = limitMs - usedMs();
        if (left > 0) wait(left);
        else onLate();
      });
    }, ms);
  };
  wait(limitMs);
  return {
    clear() {
      clearTimeout(alarm);
      clearImmediate(arrived);
    },
  };
}
