import { safeBlock } from './safe-text.ts';
import { wrap } from './text-layout.ts';

/** `  fix: …`; a fix may have several lines (a policy statement), and long words stay whole so that they can be copied. */
export const fixText = (fix: string, columns: number): string =>
  wrap(`  fix: ${safeBlock(fix)}`, columns, { indent: ' '.repeat(7) }).join('\n');
