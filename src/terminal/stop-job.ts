/**
 * How long a stop may take to come. Nothing is there to wait for where no shell controls jobs: the signal is dropped.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/functions/V2_chap02.html#tag_16_04_03_01 orphaned process groups
 */
const STOP_MS = 300;

/**
 * Stops this program as Ctrl-Z in a terminal does: its whole process group, or the npx and the shell that it was called
 * by would go on and keep the terminal. Ends when `fg` goes on with it, or at once, as false, where nothing can stop it.
 */
export function stopJob(): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (wasStopped: boolean): void => {
      clearTimeout(timer);
      process.off('SIGCONT', continued);
      resolve(wasStopped);
    };
    const continued = (): void => end(true);
    // The time that it was stopped for counts as well; the signal that ended it is read behind the timers.
    const timer = setTimeout(() => setImmediate(() => end(false)), STOP_MS);
    process.on('SIGCONT', continued);
    process.kill(0, 'SIGTSTP');
  });
}

/** Windows has no such signal, and readline drops the key there. */
export const canStop = process.platform !== 'win32';
