import type { Notice } from './output.ts';
import { safeBlock, safeText } from './safe-text.ts';
import { commandLines, wrap } from './text-layout.ts';

/** What is wrong and how to remove the cause, one finding below the other. */
export function findingsText(findings: readonly Notice[], columns: number): string {
  return findings.map((finding) => findingText(finding, columns)).join('\n');
}

/**
 * `  fix: …`; a fix may have several lines (a policy statement), long words stay whole so that they can be copied, and
 * commands stand on lines of their own.
 */
const fixText = (fix: string, columns: number): string =>
  wrap(`  fix: ${commandLines(safeBlock(fix))}`, columns, { indent: ' '.repeat(7) }).join('\n');

function findingText({ severity, summary, fix }: Notice, columns: number): string {
  const mark = severity === 'blocker' ? '✗' : '!';
  const lines = wrap(`${mark} ${commandLines(safeText(summary))}`, columns, { indent: '  ' });
  return [...lines, ...(fix === undefined ? [] : [fixText(fix, columns)])].join('\n');
}
