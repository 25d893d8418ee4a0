import { DEFAULT_RULE, ruleFromEnvironment, type RequestedRule } from '../authority/requested-rule.ts';
import { usageInvalid } from '../errors.ts';

/** Of `init`; commander has checked the values. */
export interface RequestedFlags {
  readonly requestedExtensions?: RequestedRule['extensions'] | undefined;
  readonly requestedNames?: RequestedRule['names'] | undefined;
}

/** The flags; what is not said is as the signer has it that is there already, and else as always. */
export function requestedRule(
  { requestedExtensions, requestedNames }: RequestedFlags,
  environment: Readonly<Record<string, string>> = {},
): RequestedRule {
  const now = ruleFromEnvironment(environment) ?? DEFAULT_RULE;
  return { extensions: requestedExtensions ?? now.extensions, names: requestedNames ?? now.names };
}

/** A function of somebody else's has rules of its own. */
export function assertRuleForNewFunction(flags: RequestedFlags & { readonly function?: string | undefined }): void {
  const { requestedExtensions, requestedNames } = flags;
  if (flags.function === undefined || (requestedExtensions ?? requestedNames) === undefined) return;
  const given = requestedExtensions === undefined ? '--requested-names' : '--requested-extensions';
  throw usageInvalid(`${given} is for a function that is created: an existing one is left as it is`);
}

const OF_EXTENSIONS: Readonly<Record<RequestedRule['extensions'], string>> = {
  client: 'extensions never make more than a TLS client of a device',
  pass: 'extensions are left to the CA, and only a CA certificate is held back',
  refuse: "a CSR that asks for more than a TLS client's extensions is refused",
};
const OF_NAMES: Readonly<Record<RequestedRule['names'], string>> = {
  pass: 'names in a subjectAltName are passed on',
  cn: 'a subjectAltName may repeat the CN alone',
  refuse: 'a CSR with a subjectAltName is refused',
};

/** One line for the plan. */
export const describeRule = ({ extensions, names }: RequestedRule): string =>
  `what a CSR asks for: ${OF_EXTENSIONS[extensions]} (--requested-extensions ${extensions}); ${OF_NAMES[names]} (--requested-names ${names})`;
