import { CertprovError } from '../errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';
const isOn = (value: string | undefined): boolean => isSet(value) && value !== '0' && value !== 'false';

/**
 * FORCE_COLOR decides when it is set, then NO_COLOR, then whether the stream is a terminal that knows colours.
 * @see https://no-color.org and https://force-color.org
 */
export function wantsColor(env: Environment, isTerminal: boolean): boolean {
  if (isSet(env['FORCE_COLOR'])) return isOn(env['FORCE_COLOR']);
  if (isSet(env['NO_COLOR'])) return false;
  return isTerminal && env['TERM'] !== 'dumb';
}

/**
 * True when drawings and accents would come out garbled. A locale that is not set says nothing: containers rarely have
 * one, while the terminal outside reads UTF-8.
 */
export function needsAscii(env: Environment, platform: NodeJS.Platform = process.platform): boolean {
  if (isSet(env['CERTPROV_ASCII'])) return isOn(env['CERTPROV_ASCII']);
  // The kernel's console has a font of 256 or 512 glyphs.
  if (env['TERM'] === 'dumb' || env['TERM'] === 'linux') return true;
  if (platform === 'win32') return !isSet(env['WT_SESSION']) && env['TERM_PROGRAM'] !== 'vscode';
  // The first of the three that is set decides (POSIX.1, chapter 8.2).
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(isSet);
  return locale !== undefined && !/utf-?8/i.test(locale);
}

/** A screen reader reads lines; it cannot follow a text that is drawn again and again. */
export const wantsPlainLines = (env: Environment): boolean =>
  isOn(env['CERTPROV_ACCESSIBLE']) || isOn(env['ACCESSIBLE']);

export const isContinuousIntegration = (env: Environment): boolean => isOn(env['CI']);

/** What certprov needs of `process.stdout` and `process.stderr`. */
export type TerminalStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
};

/** Writing to a pipe whose reader has gone (`certprov status | head -1`) is no failure; a full disk is one. */
export function quietWriter(stream: TerminalStream, name: 'stdout' | 'stderr'): (text: string) => void {
  let isGone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    isGone = true;
    // A terminal that was closed answers EIO.
    if (error.code === 'EPIPE' || error.code === 'EIO' || error.code === 'ERR_STREAM_DESTROYED') return;
    throw new CertprovError('FILE_UNREADABLE', `${name} could not be written: ${error.code ?? error.message}`, {
      cause: error,
    });
  });
  return (text) => {
    if (!isGone) stream.write(text);
  };
}
