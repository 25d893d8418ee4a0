import type { EstSecret } from '../../authority/secret-documents.ts';
import { usageInvalid } from '../../errors.ts';
import type { Prompter } from '../../terminal/prompter.ts';
import { askIdentity, askRoots, askServerUrl, identityOf } from './ask-server.ts';
import { assertMembers, objectMember, readCredentialsFile, textMember, type Members } from './credentials-file.ts';
import type { ExternalFlags, ExternalSettings } from './external.ts';
import type { StepTools } from '../step.ts';

/** RFC 7030. DigiCert takes PEM and its enrolment code as a whole header. */
export async function askEst(flags: ExternalFlags, secretName: string, tools: StepTools): Promise<ExternalSettings> {
  const { prompter } = tools;
  const { bodyFormat = 'base64-der' } = flags;
  if (bodyFormat !== 'base64-der' && bodyFormat !== 'pem') {
    throw usageInvalid(`--body-format is base64-der or pem, not ${bodyFormat}`);
  }
  const url = await askServerUrl(
    flags,
    'URL of the EST server, up to and without /simpleenroll (https://…/.well-known/est)',
    tools,
    ({ pathname }) => (pathname === '/' ? 'a URL with the path of EST, mostly /.well-known/est' : undefined),
  );
  const tlsRootsPem = await askRoots(flags, prompter);
  const credentials =
    flags.caCredentials === undefined
      ? await askCredentials(prompter)
      : readCredentials(await readCredentialsFile(flags.caCredentials), flags.caCredentials);
  return {
    config: { kind: 'est', url: url.replace(/\/simpleenroll$/, ''), bodyFormat, secretName },
    secret: { ...credentials, ...(tlsRootsPem === undefined ? {} : { tlsRootsPem }) } satisfies EstSecret,
  };
}

function readCredentials(members: Members, where: string): EstSecret {
  assertMembers(members, ['basic', 'header', 'identity'], where);
  const basic = objectMember(members, 'basic', where);
  const header = objectMember(members, 'header', where);
  const identity = objectMember(members, 'identity', where);
  if (!basic && !header && !identity) {
    throw usageInvalid(`${where} has none of basic, header and identity: an EST server wants to know who asks`);
  }
  return {
    ...(basic && {
      basic: { username: textMember(basic, 'username', 'basic'), password: textMember(basic, 'password', 'basic') },
    }),
    ...(header && {
      header: { name: textMember(header, 'name', 'header'), value: textMember(header, 'value', 'header').trim() },
    }),
    ...(identity && { identity: identityOf(identity, 'identity') }),
  };
}

async function askCredentials(prompter: Prompter): Promise<EstSecret> {
  const flag = '--ca-credentials';
  const way = await prompter.select({
    flag,
    message: 'How does the signer show the EST server who it is?',
    choices: [
      { value: 'identity' as const, label: 'RA certificate  mutual TLS', short: 'RA certificate' },
      { value: 'basic' as const, label: 'HTTP Basic      user and password', short: 'HTTP Basic' },
      { value: 'header' as const, label: 'a header        such as an enrolment code', short: 'a header' },
    ],
  });
  if (way === 'identity') return { identity: await askIdentity('the RA certificate', prompter) };
  if (way === 'basic') {
    const username = await prompter.input({ flag, message: 'User' });
    return { basic: { username, password: await prompter.secret({ flag, message: 'Password' }) } };
  }
  const name = await prompter.input({ flag, message: 'Name of the header', recommended: 'Authorization' });
  return { header: { name, value: await prompter.secret({ flag, message: `Value of ${name}` }) } };
}
