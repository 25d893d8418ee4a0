import { createPaint } from './paint.ts';
import type { Prompter, PrompterOptions } from './prompter.ts';
import { type Environment, needsAscii, wantsColor, wantsPlainLines } from './terminal-traits.ts';
import { absentPrompter, type FixForFlag, recommendedPrompter } from './unattended-prompters.ts';

interface CreatePrompterOptions extends Omit<PrompterOptions, 'paint'> {
  /** `--yes` */
  readonly yes: boolean;
  readonly fixFor?: FixForFlag;
  readonly env?: Environment;
  readonly color?: boolean | undefined;
}

/** Who answers: the recommendations with `--yes`, a person at a terminal, or nobody. */
export async function createPrompter(options: CreatePrompterOptions): Promise<Prompter> {
  const { yes, fixFor, env = process.env, color, stdin, stderr } = options;
  if (yes) return recommendedPrompter(fixFor);
  if (!stdin.isTTY || stderr.isTTY !== true) return absentPrompter(fixFor);
  const paint = await createPaint({ ascii: needsAscii(env), color: color ?? wantsColor(env, true) });
  // A dumb terminal cannot be redrawn any more than a screen reader can follow a redraw.
  if (wantsPlainLines(env) || env['TERM'] === 'dumb') {
    const { accessiblePrompter } = await import('./accessible-prompter.ts');
    return accessiblePrompter({ ...options, paint });
  }
  const { terminalPrompter } = await import('./terminal-prompter.ts');
  return terminalPrompter({ ...options, paint });
}
