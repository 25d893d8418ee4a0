import { holds, isKnownCondition } from '../iam/evaluate-condition.ts';
import { parsePolicy, statementsOf, stringsOf, type PolicyStatement } from '../iam/policy-document.ts';
import { matchesWildcards } from '../iam/wildcards.ts';
import { lookup } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { fillIn, matchesPattern, type PolicyVariables } from './policy-pattern.ts';
import type { IotState, ThingRecord } from './state.ts';
import { subjectAttributes } from './subject-attributes.ts';

/** What a connected client wants to do. */
export interface ConnectionRequest {
  /** Of a certificate of the registry. */
  readonly certificateId?: string;
  /** Instead of it: the template that a claim of CreateProvisioningClaim is for. */
  readonly claimTemplate?: string;
  readonly clientId: string;
  readonly action: 'iot:Connect' | 'iot:Publish' | 'iot:Subscribe' | 'iot:Receive';
  /** `arn:aws:iot:REGION:ACCOUNT:client/ID`, `…:topic/NAME` or `…:topicfilter/FILTER`. */
  readonly resource: string;
}

interface Place {
  readonly account: string;
  readonly region: string;
}

/**
 * The thing that a connection stands for: the one named as the client calls itself, if the certificate is attached to
 * it, else the one that has the certificate for itself alone.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html
 */
function connectedThing(iot: IotState, certificateArn: string, clientId: string): ThingRecord | undefined {
  const named = lookup(iot.things, clientId);
  if (named?.principals.some(({ arn }) => arn === certificateArn)) return named;
  return Object.keys(iot.principalThings[certificateArn] ?? {})
    .map((name) => iot.things[name]!)
    .find(({ principals }) => principals.some(({ arn, type }) => arn === certificateArn && type === 'EXCLUSIVE_THING'));
}

/**
 * All policies of the certificate and of its thing's groups, as one: an explicit Deny wins, and what nothing allows is
 * denied. Whether the certificate is active, and whether a claim has expired, is not asked here.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html
 */
export function mayOnConnection(state: AccountState, request: ConnectionRequest, place: Place): boolean {
  if (request.claimTemplate !== undefined) return mayWithClaim(request, request.claimTemplate, place);
  const { iot } = regionOf(state, place.region);
  const certificate = lookup(iot.certificates, request.certificateId ?? '');
  if (certificate === undefined) return false;
  const thing = connectedThing(iot, certificate.arn, request.clientId);
  const variables = variablesOf(request, thing, certificate.pem);
  const effects = policiesFor(iot, certificate.arn, thing).flatMap((document) => {
    const policy = parsePolicy(document);
    if (policy === undefined) return [];
    // Variables came with this version of the language.
    const known: PolicyVariables = policy.Version === '2012-10-17' ? variables : () => undefined;
    return statementsOf(policy).flatMap((one) => (applies(one, request, { known, variables }) ? [one.Effect] : []));
  });
  return effects.includes('Allow') && !effects.includes('Deny');
}

/** AWS manages what a trusted user's claim may do and shows it nowhere; it lasts for provisioning by its own template. */
function mayWithClaim({ action, resource }: ConnectionRequest, template: string, { account, region }: Place): boolean {
  if (action === 'iot:Connect') return true;
  const kind = action === 'iot:Subscribe' ? 'topicfilter' : 'topic';
  const topics = [
    'certificates/create/',
    'certificates/create-from-csr/',
    `provisioning-templates/${template}/provision/`,
  ];
  return topics.some((topic) => resource.startsWith(`arn:aws:iot:${region}:${account}:${kind}/$aws/${topic}`));
}

function policiesFor(iot: IotState, certificateArn: string, thing: ThingRecord | undefined): readonly string[] {
  const groups = (thing?.groups ?? []).flatMap((name) => lookup(iot.thingGroups, name)?.arn ?? []);
  const targets = [certificateArn, ...groups];
  return Object.entries(iot.policyTargets).flatMap(([name, attached]) =>
    targets.some((arn) => arn in attached) ? (lookup(iot.policies, name)?.document ?? []) : [],
  );
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html */
function variablesOf(
  { clientId, certificateId }: ConnectionRequest,
  thing: ThingRecord | undefined,
  pem: string,
): PolicyVariables {
  return (name) => {
    const attribute = /^iot:Connection\.Thing\.Attributes\[(.*)\]$/.exec(name)?.[1];
    if (attribute !== undefined) return thing && lookup(thing.attributes, attribute);
    switch (name) {
      case 'iot:ClientId':
        return clientId;
      case 'iot:CertificateId':
        return certificateId;
      case 'iot:Connection.Thing.ThingName':
        return thing?.name;
      case 'iot:Connection.Thing.ThingTypeName':
        return thing?.thingTypeName;
      case 'iot:Connection.Thing.IsAttached':
        return String(thing !== undefined);
      default:
        return name.startsWith('iot:Certificate.') ? subjectAttributes(pem).get(name.slice('iot:'.length)) : undefined;
    }
  };
}

/** `known`: what the policy's version of the language may name; `variables`: the values of condition keys. */
interface Values {
  readonly known: PolicyVariables;
  readonly variables: PolicyVariables;
}

/** What cannot be judged here counts against the client: an Allow does not apply, a Deny does. */
function applies(statement: PolicyStatement, { action, resource }: ConnectionRequest, values: Values): boolean {
  const isDeny = statement.Effect === 'Deny';
  const concernsAction = concerns(statement.Action, statement.NotAction, (pattern) =>
    matchesWildcards(pattern.toLowerCase(), action.toLowerCase()),
  );
  // Of NotResource, what might be excepted from an Allow is, and from a Deny is not.
  const unresolved = isDeny === (statement.Resource !== undefined) ? 'anything' : 'nothing';
  const concernsResource = concerns(statement.Resource, statement.NotResource, (pattern) =>
    matchesPattern(pattern, resource, values.known, unresolved),
  );
  return concernsAction && concernsResource && conditionHolds(statement.Condition ?? {}, values, isDeny);
}

function concerns(wanted: unknown, excepted: unknown, matches: (pattern: string) => boolean): boolean {
  if (wanted !== undefined) return stringsOf(wanted).some(matches);
  return excepted !== undefined && !stringsOf(excepted).some(matches);
}

function conditionHolds(
  condition: NonNullable<PolicyStatement['Condition']>,
  { known, variables }: Values,
  isDeny: boolean,
): boolean {
  if (!isKnownCondition(condition)) return isDeny;
  let isResolved = true;
  const filled = Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(keys).map(([key, expected]) => {
          const values = stringsOf(expected).map((text) => fillIn(text, known));
          isResolved &&= !values.includes(undefined);
          return [key, values];
        }),
      ),
    ]),
  );
  if (!isResolved) return isDeny;
  const keys = Object.values(condition).flatMap((one) => Object.keys(one));
  return holds(filled, Object.fromEntries(keys.map((key) => [key, variables(key)])));
}

/** MQTT 3.1.1 §4.7: `+` is one level, `#` the rest with its parent; neither at the beginning matches `$…`. */
export function matchesTopicFilter(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && /^[+#]/.test(filter)) return false;
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [index, level] of wanted.entries()) {
    if (level === '#') return true;
    if (index >= levels.length || (level !== '+' && level !== levels[index])) return false;
  }
  return wanted.length === levels.length;
}
