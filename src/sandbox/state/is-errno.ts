/** True for an error of the operating system with this code, e.g. `ENOENT`. */
export const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === code;
