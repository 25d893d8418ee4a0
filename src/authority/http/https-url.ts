/**
 * The URL of a CA's server. Credentials go there, so it is https: always; what is wrong is said without the URL, which may
 * have a password in it. `setting` is named in the error.
 */
export function httpsUrl(text: string, setting: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:') throw new Error(`${setting} is not an https: URL`);
  if (url.username !== '' || url.password !== '') {
    throw new Error(`${setting} has a user name or password in it: they belong in the secret`);
  }
  if (url.hash !== '') throw new Error(`${setting} has a fragment (#), which is never sent`);
  return url;
}
