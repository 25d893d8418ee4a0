import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { CertprovError } from '../errors.ts';

/**
 * Where certprov keeps journals, locks and the sandbox account: `CERTPROV_HOME`, else the platform's place for a
 * program's own state.
 */
export function stateFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env['CERTPROV_HOME']) return env['CERTPROV_HOME'];
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(homeOfUser(), 'AppData', 'Local'), 'certprov');
  if (platform === 'darwin') return join(homeOfUser(), 'Library', 'Application Support', 'certprov');
  const shared = env['XDG_STATE_HOME'] ?? '';
  // Its specification has one that is not absolute ignored: journals must not depend on the current folder.
  return join(isAbsolute(shared) ? shared : join(homeOfUser(), '.local', 'state'), 'certprov');
}

/** A user that the system does not know, as in a container, has none unless HOME says so; an empty HOME says nothing. */
function homeOfUser(): string {
  let home = '';
  let cause: unknown;
  try {
    home = homedir();
  } catch (error) {
    cause = error;
  }
  if (isAbsolute(home)) return home;
  throw new CertprovError('STATE_UNWRITABLE', 'this user has no home folder, and so no place for journals and locks', {
    fix: 'set CERTPROV_HOME to a folder that can be written',
    cause,
  });
}
