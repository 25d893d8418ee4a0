import { homedir } from 'node:os';
import { join } from 'node:path';
import { CertprovError } from './errors.ts';

/**
 * Where certprov keeps journals, locks and the sandbox account: `CERTPROV_HOME`, else the platform's place for a
 * program's own state.
 */
export function stateFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env['CERTPROV_HOME']) return env['CERTPROV_HOME'];
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homeOfUser(), 'AppData', 'Local'), 'certprov');
  if (platform === 'darwin') return join(homeOfUser(), 'Library', 'Application Support', 'certprov');
  return join(env['XDG_STATE_HOME'] ?? join(homeOfUser(), '.local', 'state'), 'certprov');
}

/** A user that the system does not know, as in a container, has none unless HOME says so. */
function homeOfUser(): string {
  try {
    return homedir();
  } catch (cause) {
    throw new CertprovError(
      'STATE_UNWRITABLE',
      'this user has no home folder, and so no place for journals and locks',
      {
        fix: 'set CERTPROV_HOME to a folder that can be written',
        cause,
      },
    );
  }
}
