/**
 * The header for a namespace such as `admin/team-a`; none for the root one. Slashes around it are harmless.
 * @see https://developer.hashicorp.com/vault/docs/enterprise/namespaces
 */
export function vaultNamespace(namespace: string | undefined): Readonly<Record<string, string>> {
  const path = namespace?.replace(/^\/+|\/+$/g, '') ?? '';
  if (path === '') return {};
  const isPath = path.split('/').every((name) => /^[!-.0-~]+$/.test(name) && name !== '.' && name !== '..');
  if (!isPath) throw new Error('the namespace is not a path such as admin/team-a, without spaces');
  return { 'x-vault-namespace': path };
}
