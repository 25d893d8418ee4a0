import { malformedPolicy } from './errors.ts';
import { stringsOf } from './policy-document.ts';
import { BrokenPolicy, checkActions, isGiven, readStatements, type Statement } from './policy-grammar.ts';

/** Throws MalformedPolicyDocument with IAM's words. */
export const judgeIdentityPolicy = (text: string): void =>
  judged(() => {
    if (/"(Not)?Principal"\s*:/.test(text) && namesPrincipal(text))
      throw new BrokenPolicy('Policy document should not specify a principal.');
    const statements = readStatements(text, 'identity');
    const resources = statements.flatMap((one) => stringsOf(one['Resource'] ?? one['NotResource']));
    if (resources.some((resource) => /^arn:aws[a-z-]*:[^:]*:/.test(resource) && resource.split(':').length < 6))
      throw new BrokenPolicy('The policy failed legacy parsing');
    for (const one of statements)
      if (!isGiven(one['Action'] ?? one['NotAction'])) throw new BrokenPolicy('Policy statement must contain actions.');
    for (const one of statements)
      if (!isGiven(one['Resource'] ?? one['NotResource']))
        throw new BrokenPolicy('Policy statement must contain resources.');
    for (const resource of resources) checkResource(resource);
    for (const one of statements) checkActions(one);
  });

function namesPrincipal(text: string): boolean {
  try {
    const { Statement } = JSON.parse(text) as { readonly Statement?: unknown };
    const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
    return statements.some(
      (one) => typeof one === 'object' && one !== null && ('Principal' in one || 'NotPrincipal' in one),
    );
  } catch {
    return false;
  }
}

const IAM_PATHS = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
];

function checkResource(resource: string): void {
  if (resource === '*') return;
  if (!resource.includes(':')) throw new BrokenPolicy(`Resource ${resource} must be in ARN format or "*".`);
  const [, partition = '', ...parts] = resource.split(':');
  if (!/^(aws(-[a-z]+)*|[a-z-]*\*[a-z*-]*)$/.test(partition))
    throw new BrokenPolicy(unknownPartition(partition, parts));
  const [service = '', region = '', , ...rest] = parts;
  const path = rest.join(':');
  if (service === '' || service.includes('*'))
    throw new BrokenPolicy('Resource vendor must be fully qualified and cannot contain regexes.');
  if (service === 's3' && region !== '' && !path.startsWith('accesspoint'))
    throw new BrokenPolicy(`Resource ${resource} can not contain region information.`);
  if (service !== 'iam') return;
  if (region !== '') throw new BrokenPolicy(`IAM resource ${resource} cannot contain region information.`);
  if (!isIamPath(path))
    throw new BrokenPolicy(`IAM resource path must either be "*" or start with ${IAM_PATHS.join(', ')}.`);
}

/** IAM shows what is missing of an ARN as stars. */
function unknownPartition(partition: string, parts: readonly string[]): string {
  const [service = '*', region = '*', account = '*', ...rest] = parts.join('') === '' && parts.length < 2 ? [] : parts;
  const path = rest.length === 0 ? '*' : rest.join(':');
  return `Partition "${partition}" is not valid for resource "arn:${partition}:${service}:${region}:${account}:${path}".`;
}

function isIamPath(path: string): boolean {
  const literal = path.replace(/[*?].*$/s, '');
  const isOpen = literal.length < path.length;
  return IAM_PATHS.some((start) => path.startsWith(start) || (isOpen && start.startsWith(literal)));
}

const OF_STS = /^sts:(AssumeRole(WithSAML|WithWebIdentity)?|TagSession|SetSourceIdentity|SetContext)$/i;

/** The same of a role's trust policy, without a look at who is in it. */
export const judgeTrustPolicy = (text: string): void =>
  judged(() => {
    for (const one of readStatements(text, 'trust')) {
      for (const element of ['Resource', 'NotResource'])
        if (one[element] !== undefined) throw new BrokenPolicy(`Has prohibited field ${element}.`);
      if (one['NotPrincipal'] !== undefined)
        throw new BrokenPolicy('AssumeRole policy must not contain NotPrincipal field.');
      if (one['Principal'] === undefined) throw new BrokenPolicy('Missing required field Principal');
      if (!isGiven(one['Action'] ?? one['NotAction'])) throw new BrokenPolicy('Missing required field Action');
      checkActions(one);
      if (stringsOf(one['Action'] ?? one['NotAction']).some((action) => !OF_STS.test(action)))
        throw new BrokenPolicy('AssumeRole policy may only specify STS AssumeRole actions.');
      for (const [kind, name] of principalsOf(one)) checkPrincipal(kind, name);
    }
  });

const unknownPrincipal = (kind: string, name: string): BrokenPolicy =>
  new BrokenPolicy(`Invalid principal in policy: "${kind.toUpperCase()}":"${name}"`);

function principalsOf({ Principal }: Statement): readonly (readonly [kind: string, name: string])[] {
  if (typeof Principal === 'string') return [['AWS', Principal]];
  if (typeof Principal !== 'object' || Principal === null || Array.isArray(Principal))
    throw new BrokenPolicy('Syntax errors in policy.');
  const names = Object.entries(Principal).flatMap(([kind, value]) =>
    stringsOf(value).map((name) => [kind, name] as const),
  );
  if (names.length === 0) throw new BrokenPolicy('Missing required field Principal cannot be empty!');
  return names;
}

const PRINCIPALS: Readonly<Record<string, RegExp>> = {
  AWS: /^(\*|\d{12}|arn:aws[a-z-]*:(iam::\d{12}:(root|user\/.+|role\/.+|federated-user\/.+)|sts::\d{12}:.+))$/s,
  Service: /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/,
  Federated: /^(arn:aws[a-z-]*:iam::\d{12}:(saml|oidc)-provider\/.+|[a-z0-9-]+(\.[a-z0-9-]+)+)$/s,
  CanonicalUser: /^[0-9a-f]{64}$/,
};

function checkPrincipal(kind: string, name: string): void {
  const form = Object.hasOwn(PRINCIPALS, kind) ? PRINCIPALS[kind] : undefined;
  if (form === undefined) throw new BrokenPolicy('Syntax errors in policy.');
  if (!form.test(name)) throw unknownPrincipal(kind, name);
}

function judged(judge: () => void): void {
  try {
    judge();
  } catch (error) {
    throw error instanceof BrokenPolicy ? malformedPolicy(error.message) : error;
  }
}
