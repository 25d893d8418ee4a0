import { isAbsolute, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stateFolder } from '../../src/local/state-folder.ts';

describe('stateFolder', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is where CERTPROV_HOME says', () => {
    expect(stateFolder({ CERTPROV_HOME: '/srv/certprov', XDG_STATE_HOME: '/x' }, 'linux')).toBe('/srv/certprov');
  });

  it('is in the state folder of the desktop', () => {
    expect(stateFolder({ XDG_STATE_HOME: '/x' }, 'linux')).toBe(join('/x', 'certprov'));
  });

  // A folder that depends on where certprov is called would hide the journals of yesterday.
  it.each([
    ['linux', { XDG_STATE_HOME: '' }],
    ['linux', { XDG_STATE_HOME: 'state' }],
    ['linux', { CERTPROV_HOME: '' }],
    ['win32', { LOCALAPPDATA: '' }],
  ] as const)('is never in the current folder: %s, %j', (platform, env) => {
    expect(isAbsolute(stateFolder(env, platform))).toBe(true);
  });

  it.skipIf(process.platform === 'win32').each(['linux', 'darwin'] as const)(
    'is nowhere on %s for a user whose HOME is empty',
    (platform) => {
      vi.stubEnv('HOME', '');
      expect(() => stateFolder({}, platform)).toThrow(
        expect.objectContaining({ code: 'STATE_UNWRITABLE', fix: expect.stringContaining('CERTPROV_HOME') }),
      );
    },
  );
});
