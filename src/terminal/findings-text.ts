import type { Notice } from './output.ts';
import { safeText } from './safe-text.ts';
import { fixText } from './fix-text.ts';
import { wrap } from './text-layout.ts';

/** What is wrong and how to remove the cause, one finding below the other. */
export function findingsText(findings: readonly Notice[], columns: number): string {
  return findings.map((finding) => findingText(finding, columns)).join('\n');
}

function findingText({ severity, summary, fix }: Notice, columns: number): string {
  const mark = severity === 'blocker' ? '✗' : '!';
  const lines = wrap(`${mark} ${safeText(summary)}`, columns, { indent: '  ' });
  return [...lines, ...(fix === undefined ? [] : [fixText(fix, columns)])].join('\n');
}
