import { CertprovError, EXIT, usageInvalid } from '../../errors.ts';
import type { StepTools } from '../step.ts';
import type { ExternalFlags } from './external.ts';

/** Why a text is not the URL of a CA's server. */
export function urlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.protocol !== 'https:') return 'a URL that begins with https://';
  if (url.username || url.password) return 'a URL without user and password: credentials go into the secret';
  return url.search || url.hash ? 'a URL without ? and #' : undefined;
}

/** Without a slash at the end. */
export async function askServerUrl(
  { caUrl }: ExternalFlags,
  message: string,
  { prompter, isSandbox }: StepTools,
): Promise<string> {
  if (caUrl !== undefined) {
    const problem = urlProblem(caUrl);
    if (problem) throw usageInvalid(`--ca-url will not do: ${problem}`);
  }
  const url = caUrl ?? (await prompter.input({ flag: '--ca-url', message, validate: urlProblem }));
  if (isSandbox) assertThisMachine(url);
  return url.replace(/\/+$/, '');
}

/** With `--sandbox` nothing leaves this machine, and the sandbox's functions could not either. */
function assertThisMachine(url: string): void {
  const { hostname } = new URL(url);
  if (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)) return;
  throw new CertprovError('SANDBOX_REFUSED', `${hostname} is not this machine, and with --sandbox nothing leaves it`, {
    fix: 'run the CA on 127.0.0.1, or leave out --sandbox to work on AWS',
    exitCode: EXIT.usage,
    details: { host: hostname },
  });
}
