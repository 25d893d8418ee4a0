import { describe, expect, it } from 'vitest';
import { eachFile } from '../../src/local/each-file.ts';

describe('work on many files', () => {
  it('is done a few at a time, whichever command has it done, and its results keep their order', async () => {
    const files = Array.from({ length: 1_001 }, (_, index) => index);
    let [open, most] = [0, 0];
    const results = await eachFile(files, async (file) => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return file * 2;
    });
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(16);
    expect(results).toEqual(files.map((file) => file * 2));
  });
});
