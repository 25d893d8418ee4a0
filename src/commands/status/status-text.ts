import type { Finding } from '../../finding.ts';
import { banner, type BannerLine } from '../../terminal/banner.ts';
import type { Output } from '../../terminal/output.ts';
import { paragraph } from '../../terminal/paragraph.ts';
import { safeText } from '../../terminal/safe-text.ts';
import type { SigningStatus } from './signing-status.ts';
import { statusView } from '../../status/status-view.ts';

export interface StatusTextOptions {
  readonly now: Date;
  readonly propagationSeconds: number;
  /** A command line that works as it stands here. */
  readonly command: (words: string) => string;
  readonly output: Output;
}

const TWO_COLUMNS = 60;

/** The box that cannot be misread, and below it what was looked at and found in order. */
export function statusText(status: SigningStatus, findings: readonly Finding[], options: StatusTextOptions): string {
  const view = statusView(status, findings, options);
  const { columns } = options.output;
  const box = banner(view.banner.map(safeLine), columns);
  // A narrow terminal has no room for two columns.
  const hanging = ' '.repeat(columns < TWO_COLUMNS ? 4 : 18);
  const marked = (mark: string, lines: readonly string[]): string[] =>
    lines.map((line) => paragraph(`${mark} ${safeText(line)}`, columns, { hanging }));
  return [box, ...marked('✓', view.good), ...marked('–', view.open)].join('\n');
}

const safeLine = (line: BannerLine): BannerLine =>
  typeof line === 'string' ? safeText(line) : [safeText(line[0]), safeText(line[1])];
