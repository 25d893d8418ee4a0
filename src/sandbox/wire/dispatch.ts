import { randomUUID } from 'node:crypto';
import type { Fault, FaultOrders } from '../faults.ts';
import type { AccessRequest, Call, Operation, Service } from '../service.ts';
import { ServiceError } from '../service.ts';
import { accessDeniedMessage, decideAccess, decideAcrossAccounts } from '../iam/authorize.ts';
import { isTagging, requestTags } from '../iam/request-tags.ts';
import { kindOf, type RequestLog } from '../request-log.ts';
import type { StaleState } from '../state/stale-state.ts';
import { carryOutFault, failed } from './carry-out-fault.ts';
import { refusal, vocabularyOf, type Vocabulary } from './error-vocabulary.ts';
import { makeCall, type AccountContext } from './make-call.ts';
import type { WireRequest, WireResponse } from './message.ts';
import { guessedProtocol, protocolOf } from './protocols-of.ts';
import { inputViolations } from './models/check-input.ts';
import { modelOf } from './models/model-of.ts';
import { unhonouredMember } from './models/unhonoured-member.ts';
import type { Protocol, Route } from './protocols/protocol.ts';
import { ShapeMismatch } from './schemas/codec.ts';
import { authenticate } from './sigv4/authenticate.ts';
import { IncompleteSignature, readAuthorization, type Authorization } from './sigv4/authorization.ts';
import { sayFailure } from '../say-failure.ts';

interface DispatchContext extends AccountContext {
  readonly services: ReadonlyMap<string, Service>;
  readonly faults: FaultOrders;
  readonly stale: StaleState;
  /** What happens in the account while a call is on its way. */
  readonly beforeCall?: ((service: string, operation: string) => Promise<void>) | undefined;
  readonly log: RequestLog;
  /** Aborted when the server stops: ends what hangs on order. */
  readonly closing: AbortSignal;
}

/** `cut`: the connection is closed without an answer. */
export type Answer = WireResponse | 'cut';

/** Everything between a whole request and its whole answer. */
export async function dispatch(request: WireRequest, context: DispatchContext): Promise<Answer> {
  const requestId = randomUUID();
  const trace: Trace = { service: 'unknown', operation: 'unknown', region: 'unknown', caller: undefined, aheadMs: 0 };
  let protocol = guessedProtocol(request);
  let answer: Answer;
  let error: ServiceError | undefined;
  try {
    const words = vocabularyOf('', protocol.family);
    const authorization = authorizationOf(request, words);
    trace.service = authorization.service;
    trace.region = authorization.region;
    protocol = protocolOf(authorization.service, request) ?? protocol;
    answer = await serve(request, { authorization, protocol, requestId, trace }, context);
  } catch (thrown) {
    error = asServiceError(thrown, vocabularyOf(trace.service, protocol.family));
    answer = protocol.error(error, requestId);
  }
  context.log.append({
    time: context.clock.now().toISOString(),
    service: trace.service,
    operation: trace.operation,
    region: trace.region,
    caller: trace.caller,
    status: answer === 'cut' ? 0 : answer.status,
    ...(error === undefined ? {} : { errorCode: error.code }),
  });
  return trace.aheadMs === 0 || answer === 'cut' ? answer : dated(answer, trace.aheadMs);
}

/** By AWS's clock, which a client sets its own by. */
const dated = (answer: WireResponse, aheadMs: number): WireResponse => ({
  ...answer,
  headers: { ...answer.headers, date: new Date(Date.now() + aheadMs).toUTCString() },
});

const HOUR_MS = 3_600_000;

const aheadOf = (fault: Fault | undefined): number => (fault?.kind === 'clock-skew' ? (fault.delayMs ?? HOUR_MS) : 0);

interface Trace {
  service: string;
  operation: string;
  region: string;
  caller: string | undefined;
  /** How far AWS's clock is ahead for this call. */
  aheadMs: number;
}

interface Exchange {
  readonly authorization: Authorization;
  readonly protocol: Protocol;
  readonly requestId: string;
  readonly trace: Trace;
}

async function serve(request: WireRequest, exchange: Exchange, context: DispatchContext): Promise<Answer> {
  const { authorization, protocol, requestId, trace } = exchange;
  const words = vocabularyOf(authorization.service, protocol.family);
  const service = context.services.get(authorization.service);
  const route = service === undefined ? undefined : await protocol.route(request);
  if (route !== undefined) trace.operation = route.operation;
  if (route !== undefined) await context.beforeCall?.(authorization.service, route.operation);
  const fault =
    service === undefined || route === undefined
      ? undefined
      : await context.faults.take(service.signingName, route.operation);
  trace.aheadMs = aheadOf(fault);
  const caller = authenticate(request, authorization, context.keys, words, trace.aheadMs);
  trace.caller = caller.arn;
  if (service === undefined)
    throw new ServiceError(
      'NotImplemented',
      501,
      `the sandbox account has no service that signs as ${authorization.service}`,
    );
  if (route === undefined)
    throw new ServiceError(
      'UnknownOperationException',
      404,
      `${service.signingName} has no operation for ${request.method} ${request.path}`,
    );

  const { service: signingName, region } = authorization;
  const call = makeCall({ service: signingName, operation: route.operation, region, caller, requestId }, context);
  const operation = Object.hasOwn(service.operations, route.operation)
    ? service.operations[route.operation]
    : undefined;
  const action = operation?.iamAction ?? `${service.iamPrefix ?? service.signingName}:${route.operation}`;
  const effect = await carryOutFault(fault, { words, caller, action, closing: context.closing });
  if (effect === 'cut' || typeof effect === 'object') return effect;

  if (operation === undefined) {
    throw new ServiceError(
      'NotImplemented',
      501,
      `the sandbox account does not carry out ${service.signingName}:${route.operation}`,
    );
  }
  const input = await checked(route, service, words);
  await authorize(input, { call, operation, action, words });
  const name = `${service.signingName}:${route.operation}`;
  const unhonoured = unhonouredMember(name, input);
  if (unhonoured !== undefined)
    throw new ServiceError('NotImplemented', 501, `the sandbox account does not carry out ${unhonoured} of ${name}`);
  const kind = kindOf(route.operation);
  if (kind === 'write' && context.faults.holds('stale-read')) await context.stale.keep();
  const isStale = effect === 'stale' && kind === 'read';
  const output = await operation.handler(input, isStale ? { ...call, store: context.stale.view() } : call);
  if (effect === 'fail-after') throw failed(words);
  if (effect === 'cut-after') return 'cut';
  return route.encode(effect === 'empty' && kind === 'read' ? withoutItems(output) : output, requestId);
}

/** As an index answers that has not caught up: what a list had, and where it would go on. */
const withoutItems = (output: object): object =>
  Object.fromEntries(
    Object.entries(output).flatMap(([name, value]: readonly [string, unknown]) =>
      /^next/i.test(name) ? [] : [[name, Array.isArray(value) ? [] : value]],
    ),
  );

function authorizationOf(request: WireRequest, words: Vocabulary): Authorization {
  try {
    const authorization = readAuthorization(request);
    if (authorization !== undefined) return authorization;
  } catch (error) {
    if (error instanceof IncompleteSignature) throw refusal(words, 'incompleteSignature', error.message);
    throw error;
  }
  throw refusal(
    words,
    'missingToken',
    words.missingToken[0] === 'MissingAuthenticationToken'
      ? 'Request is missing Authentication Token'
      : 'Missing Authentication Token',
  );
}

/** The request's members, after AWS's model of them had its say. */
async function checked(route: Route, { signingName }: Service, words: Vocabulary): Promise<object> {
  const model = await modelOf(signingName);
  try {
    const input = route.decode();
    const forbidden = model === undefined ? undefined : inputViolations(signingName, model, route.operation, input);
    if (forbidden !== undefined) throw refusal(words, 'invalid', forbidden);
    return input;
  } catch (error) {
    if (error instanceof ShapeMismatch) throw refusal(words, 'malformed', error.message);
    throw error;
  }
}

interface Access {
  readonly call: Call;
  readonly operation: Operation;
  readonly action: string;
  readonly words: Vocabulary;
}

async function authorize(input: object, { call, operation, action, words }: Access): Promise<void> {
  const everywhere = { 'aws:RequestedRegion': call.region, 'aws:PrincipalArn': call.caller.arn };
  const conditions = { ...everywhere, ...requestTags(input), ...(await operation.conditions?.(input, call)) };
  const resources = [(await operation.resource?.(input, call)) ?? '*'].flat();
  const requests: readonly AccessRequest[] = [
    ...resources.map((resource) => ({ action, resource, conditions })),
    ...(operation.alsoNeeds?.(input, resources) ?? []).map((request) => ({
      ...request,
      conditions: { ...(isTagging(request.action) ? requestTags(input) : {}), ...request.conditions },
    })),
  ];
  for (const [index, request] of requests.entries()) {
    const isTheCallItself = index < resources.length;
    const verdict = await call.store.read((state) => {
      const own = decideAccess(state, call, request);
      const shared = isTheCallItself ? operation.resourcePolicy?.(input, state, call) : undefined;
      return shared === undefined ? own : decideAcrossAccounts(own, shared, call, request);
    });
    if (verdict.decision === 'allowed') continue;
    const named = isTheCallItself ? operation.namedInRefusal?.(input) : undefined;
    throw refusal(words, 'accessDenied', accessDeniedMessage(call.caller, request, verdict, named));
  }
}

function asServiceError(thrown: unknown, words: Vocabulary): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  sayFailure(thrown);
  return refusal(
    words,
    'internal',
    'An internal failure occurred in the sandbox account; CERTPROV_DEBUG=1 shows the reason.',
  );
}
