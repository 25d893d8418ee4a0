import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './describe-error.ts';

export type Handler = (
  event: unknown,
  context: object,
  callback?: (error: unknown, result?: unknown) => void,
) => unknown;

const EXTENSIONS = ['', '.js', '.mjs', '.cjs'];

/**
 * Finds and imports `file.export` below the folder of the function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export async function loadHandler(folder: string, name: string, nodeMajor: number): Promise<Handler> {
  const [, modulePath, exportPath] = /^(.*?\/?[^./]+)\.(.+)$/.exec(name) ?? [];
  if (modulePath === undefined || exportPath === undefined || name.includes('..')) {
    throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  }
  const file = EXTENSIONS.map((extension) => join(folder, modulePath + extension)).find(isFile);
  if (file === undefined) {
    throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${modulePath}'`);
  }
  refuseUnreadable(file);
  const exports = await importModule(file);
  const handler = readPath(exports, exportPath) ?? readPath(exports['default'], exportPath);
  if (handler === undefined) {
    throw new RuntimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  }
  if (typeof handler !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${name} is not a function`);
  if (nodeMajor >= 24 && handler.length >= 3) {
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      `callback-based handlers are not supported from nodejs24.x on: make ${name} an async function`,
    );
  }
  return handler as Handler;
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
      throw new RuntimeError('Runtime.ImportModuleError', String(error));
    }
    if (error instanceof SyntaxError) throw new RuntimeError('Runtime.UserCodeSyntaxError', String(error));
    throw error;
  }
}

/** Lambda runs a function as somebody else than the owner of its files. */
function refuseUnreadable(file: string): void {
  if (process.platform === 'win32' || (statSync(file).mode & 0o004) !== 0) return;
  throw Object.assign(new Error(`EACCES: permission denied, open '${file}'`), { code: 'EACCES' });
}

function readPath(exports: unknown, path: string): unknown {
  let value = exports;
  for (const key of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return value;
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
