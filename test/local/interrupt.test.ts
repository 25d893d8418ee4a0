import { describe, expect, it } from 'vitest';
import { Interrupt } from '../../src/local/interrupt.ts';

const cancelled = { code: 'CANCELLED', exitCode: 130 };
const never = (): Promise<never> => new Promise(() => undefined);

describe('a signal', () => {
  it('ends what only reads', async () => {
    const interrupt = new Interrupt();
    const reading = interrupt.stoppable(never());
    interrupt.request();
    await expect(reading).rejects.toMatchObject(cancelled);
  });

  it('waits for a change of several parts, and stops before the next one', async () => {
    const interrupt = new Interrupt();
    const done: string[] = [];
    const change = interrupt.changing(async () => {
      await interrupt.changing(async () => {
        interrupt.request();
        done.push('switch');
      });
      interrupt.throwIfRequested();
      await interrupt.changing(async () => void done.push('read back'));
    });
    await interrupt.stoppable(change);
    expect(done).toEqual(['switch', 'read back']);
    expect(() => interrupt.throwIfRequested()).toThrow(expect.objectContaining(cancelled));
    await expect(interrupt.changing(async () => void done.push('more'))).rejects.toMatchObject(cancelled);
    expect(done).toHaveLength(2);
  });

  it('is left to the inner part of a command that has something to say', async () => {
    const interrupt = new Interrupt();
    const command = async (): Promise<void> => {
      await Promise.resolve();
      await interrupt
        .section(() => interrupt.stoppable(never()))
        .catch((error: unknown) => {
          throw Object.assign(error as Error, { aftermath: 'how the account was left' });
        });
    };
    const outer = interrupt.stoppable(command());
    await Promise.resolve();
    interrupt.request();
    await expect(outer).rejects.toMatchObject({ ...cancelled, aftermath: 'how the account was left' });
  });

  it('is for the question that an earlier one brought up, and then for the process', async () => {
    const interrupt = new Interrupt();
    interrupt.request();
    expect(interrupt.isSpent).toBe(true);
    await interrupt.askAgain(async (again) => {
      expect(again.signal.aborted).toBe(false);
      expect(interrupt.isSpent).toBe(false);
      interrupt.request();
      expect(again.signal.reason).toMatchObject(cancelled);
      expect(interrupt.isSpent).toBe(true);
    });
    expect(interrupt.isSpent).toBe(true);
  });
});
