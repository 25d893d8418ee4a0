import { stringsOf } from './policy-document.ts';

const VERSIONS = ['2008-10-17', '2012-10-17'];
const ELEMENTS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];
const OF_TRUST = ['Principal', 'NotPrincipal'];
const LISTS = ['Action', 'NotAction', 'Resource', 'NotResource'];

const OPERATOR =
  /^(For(AnyValue|AllValues):)?((String(Not)?(Equals(IgnoreCase)?|Like)|(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?)|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?|Null)$/i;

export type Statement = Readonly<Record<string, unknown>>;

/** What is wrong with a policy, in the words of IAM. */
export class BrokenPolicy extends Error {
  override readonly name = 'BrokenPolicy';
}

const isRecord = (value: unknown): value is Statement =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
const areOnly = (value: object, known: readonly string[]): boolean =>
  Object.keys(value).every((name) => known.includes(name));
const areTexts = (value: unknown): boolean => listed(value).every((one) => typeof one === 'string');
const areValues = (value: unknown): boolean =>
  listed(value).every((one) => ['string', 'boolean', 'number'].includes(typeof one));

/**
 * The statements of a policy that holds to the grammar: the elements that there are, each of its type.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readStatements(text: string, kind: 'identity' | 'trust'): readonly Statement[] {
  const policy = parsed(text);
  const { Version, Id, Statement } = policy;
  const statements = listed(Statement);
  const isSound =
    areOnly(policy, ['Version', 'Id', 'Statement']) &&
    (Version === undefined || VERSIONS.includes(Version as string)) &&
    (Id === undefined || typeof Id === 'string') &&
    Statement !== undefined &&
    statements.length > 0 &&
    statements.every((one) => isStatement(one, kind === 'trust' ? [...ELEMENTS, ...OF_TRUST] : ELEMENTS));
  if (!isSound) throw new BrokenPolicy('Syntax errors in policy.');
  const sound = statements as readonly Statement[];
  if (sound.some(({ Effect }) => Effect !== 'Allow' && Effect !== 'Deny'))
    throw new BrokenPolicy('The policy failed legacy parsing');
  checkSids(sound.flatMap(({ Sid }) => (typeof Sid === 'string' && Sid !== '' ? [Sid] : [])));
  return sound;
}

function parsed(text: string): Statement {
  try {
    const policy: unknown = JSON.parse(text);
    if (isRecord(policy)) return policy;
  } catch {
    // The same words, whatever JSON.parse has to say.
  }
  throw new BrokenPolicy('Syntax errors in policy.');
}

function isStatement(one: unknown, elements: readonly string[]): boolean {
  if (!isRecord(one) || !areOnly(one, elements)) return false;
  const { Sid, Effect, Condition } = one;
  const isEitherOr = (name: string): boolean => one[name] === undefined || one[`Not${name}`] === undefined;
  return (
    typeof Effect === 'string' &&
    /^(allow|deny)$/i.test(Effect) &&
    (Sid === undefined || typeof Sid === 'string') &&
    ['Action', 'Resource', 'Principal'].every(isEitherOr) &&
    LISTS.every((name) => one[name] === undefined || areTexts(one[name])) &&
    (Condition === undefined || isCondition(Condition))
  );
}

const isCondition = (condition: unknown): boolean =>
  isRecord(condition) &&
  Object.entries(condition).every(
    ([operator, keys]) => OPERATOR.test(operator) && isRecord(keys) && Object.values(keys).every(areValues),
  );

function checkSids(sids: readonly string[]): void {
  if (sids.some((sid) => !/^[0-9A-Za-z]*$/.test(sid)))
    throw new BrokenPolicy(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  if (new Set(sids).size < sids.length)
    throw new BrokenPolicy('Statement IDs (SID) in a single policy must be unique.');
}

/** Whether an element that holds one value or several is there with one at least. */
export const isGiven = (value: unknown): boolean => value !== undefined && listed(value).length > 0;

export function checkActions(statement: Statement): void {
  for (const action of stringsOf(statement['Action'] ?? statement['NotAction'])) {
    if (action === '*') continue;
    const [vendor = '', ...names] = action.split(':');
    if (names.length === 0)
      throw new BrokenPolicy('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
    if (names.length > 1) throw new BrokenPolicy('Actions/Condition can contain only one colon.');
    if (vendor !== '*' && /[^a-zA-Z0-9.-]/.test(vendor)) throw new BrokenPolicy(`Vendor ${vendor} is not valid`);
  }
}
