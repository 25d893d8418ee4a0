import type { Notice } from './output.ts';
import { safeBlock, safeText } from './safe-text.ts';
import { wrap } from './text-layout.ts';

/** What is wrong and how to remove the cause, one finding below the other. */
export function findingsText(findings: readonly Notice[], columns: number): string {
  return findings.map((finding) => findingText(finding, columns)).join('\n');
}

/** `  fix: …`; a fix may have several lines (a policy statement), and long words stay whole so that they can be copied. */
const fixText = (fix: string, columns: number): string =>
  wrap(`  fix: ${safeBlock(fix)}`, columns, { indent: ' '.repeat(7) }).join('\n');

function findingText({ severity, summary, fix }: Notice, columns: number): string {
  const mark = severity === 'blocker' ? '✗' : '!';
  const lines = wrap(`${mark} ${safeText(summary)}`, columns, { indent: '  ' });
  return [...lines, ...(fix === undefined ? [] : [fixText(fix, columns)])].join('\n');
}
