import { CertprovError } from '../errors.ts';

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
