import type { VaultAuth } from '../../authority/authority.ts';
import type { VaultSecret } from '../../authority/secret-documents.ts';
import { usageInvalid } from '../../errors.ts';
import type { Prompter } from '../../terminal/prompter.ts';
import { askRoots, askServerUrl } from './ask-server.ts';
import { assertMembers, objectMember, readCredentialsFile, textMember, type Members } from './credentials-file.ts';
import type { ExternalFlags, ExternalSettings } from './external.ts';
import type { StepTools } from '../step.ts';

const PATH = /^[\w.-]+(?:\/[\w.-]+)*$/;
const pathProblem = (text: string): string | undefined =>
  PATH.test(text) ? undefined : 'a path of letters, digits, . _ - and /, without one at its ends';

/** The engine's `sign-verbatim`: the only endpoint of it that keeps the subject of the CSR. */
export async function askVault(flags: ExternalFlags, secretName: string, tools: StepTools): Promise<ExternalSettings> {
  const { prompter } = tools;
  const ask = async (flag: string, given: string | undefined, message: string, recommended?: string) => {
    const problem = given === undefined ? undefined : pathProblem(given);
    if (problem) throw usageInvalid(`${flag} is not valid: ${problem}`);
    return given ?? prompter.input({ flag, message, recommended, validate: pathProblem });
  };
  const address = await askServerUrl(flags, 'Address of Vault or OpenBao', tools);
  const tlsRootsPem = await askRoots(flags, prompter);
  const mount = await ask('--vault-mount', flags.vaultMount, 'Path of the PKI engine', 'pki');
  const role = await ask('--vault-role', flags.vaultRole, 'Role for sign-verbatim');
  const auth = await askAuth(flags, prompter);
  const credentials = await askCredentials(auth, flags, prompter);
  const namespace = flags.vaultNamespace;
  if (namespace !== undefined && pathProblem(namespace)) {
    throw usageInvalid(`--vault-namespace is not valid: ${pathProblem(namespace)}`);
  }
  return {
    config: {
      kind: 'vault',
      address,
      ...(namespace === undefined ? {} : { namespace }),
      mount,
      role,
      auth,
      secretName,
    },
    secret: { ...credentials, ...(tlsRootsPem === undefined ? {} : { tlsRootsPem }) },
  };
}

async function askAuth(flags: ExternalFlags, prompter: Prompter): Promise<VaultAuth> {
  const method =
    flags.vaultAuth ??
    (await prompter.select({
      flag: '--vault-auth',
      message: 'How does the signer log in?',
      recommended: 'approle',
      choices: [
        { value: 'approle', label: 'AppRole   Vault and OpenBao', short: 'AppRole' },
        { value: 'aws-iam', label: 'AWS IAM   no credential to keep; Vault, or the OpenBao plugin', short: 'AWS IAM' },
        { value: 'token', label: 'token     for a trial: it runs out', short: 'token' },
      ],
    }));
  switch (method) {
    case 'approle':
      return { method, mount: flags.vaultAuthMount ?? 'approle' };
    case 'aws-iam': {
      const role =
        flags.vaultAuthRole ??
        (await prompter.input({ flag: '--vault-auth-role', message: 'Role of the AWS auth method' }));
      return { method, mount: flags.vaultAuthMount ?? 'aws', role };
    }
    case 'token':
      return { method };
    default:
      throw usageInvalid(`--vault-auth is approle, aws-iam or token, not ${method}`);
  }
}

async function askCredentials(auth: VaultAuth, flags: ExternalFlags, prompter: Prompter): Promise<VaultSecret> {
  const flag = '--ca-credentials';
  if (flags.caCredentials !== undefined) {
    return readCredentials(await readCredentialsFile(flags.caCredentials), auth, flags.caCredentials);
  }
  if (auth.method === 'approle') {
    const roleId = await prompter.input({ flag, message: 'role_id' });
    return { approle: { roleId, secretId: await prompter.secret({ flag, message: 'secret_id' }) } };
  }
  return auth.method === 'token' ? { token: await prompter.secret({ flag, message: 'Token' }) } : {};
}

function readCredentials(members: Members, { method }: VaultAuth, where: string): VaultSecret {
  assertMembers(members, ['approle', 'token'], where);
  if (method === 'aws-iam') return {};
  if (method === 'token') return { token: textMember(members, 'token', where).trim() };
  const approle = objectMember(members, 'approle', where);
  if (!approle) throw usageInvalid(`${where} needs the member approle, with roleId and secretId`);
  return {
    approle: {
      roleId: textMember(approle, 'roleId', 'approle').trim(),
      secretId: textMember(approle, 'secretId', 'approle').trim(),
    },
  };
}
