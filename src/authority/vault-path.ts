/**
 * The segments of a mount or role, which may be given with slashes around them, escaped for a URL. `setting` is named in
 * the error.
 */
export function vaultPath(path: string, setting: string): string {
  const segments = path.replace(/^\/+|\/+$/g, '').split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    throw new Error(`${setting} is not a path such as pki or team-a/pki`);
  }
  return segments.map(encodeURIComponent).join('/');
}
