import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where certprov keeps journals, locks and the sandbox account: `CERTPROV_HOME`, else the platform's place for a
 * program's own state.
 */
export function stateFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env['CERTPROV_HOME']) return env['CERTPROV_HOME'];
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'certprov');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'certprov');
  return join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'certprov');
}
