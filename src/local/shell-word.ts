/** As one word of a shell: of cmd.exe and PowerShell on Windows, of a POSIX shell elsewhere. */
export function shellWord(text: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return /^[\w@%+=:,.\\/-]+$/.test(text) ? text : `"${text.replaceAll('"', String.raw`\"`)}"`;
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
