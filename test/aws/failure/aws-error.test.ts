import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { awsError, type FailedCall } from '../../../src/aws/failure/aws-error.ts';
import { isPassing, whyAgain } from '../../../src/aws/failure/failure-kind.ts';
import { readSdkFailure } from '../../../src/aws/failure/sdk-failure.ts';
import { CertprovError } from '../../../src/errors.ts';

const call: FailedCall = {
  action: 'iot:CreateCertificateProvider',
  resource: 'arn:aws:iot:eu-central-1:111122223333:certificateprovider/certprov',
  region: 'eu-central-1',
  endpointHost: undefined,
  attempts: 1,
  mayHaveApplied: false,
};

/** As the SDK throws: an Error with the members of the answer on it. */
const thrown = (name: string, message: string, status?: number, more: object = {}) =>
  Object.assign(new Error(message), {
    name,
    ...(status === undefined
      ? {}
      : { $metadata: { httpStatusCode: status, requestId: 'r-1' }, $response: { statusCode: status, headers: {} } }),
    ...more,
  });

describe('awsError', () => {
  it.each([
    ['ExpiredTokenException', 'The security token included in the request is expired', 403, 'AWS_CREDENTIALS_EXPIRED'],
    ['ExpiredToken', 'The security token included in the request is expired', 403, 'AWS_CREDENTIALS_EXPIRED'],
    [
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      403,
      'AWS_CREDENTIALS_INVALID',
    ],
    ['InvalidClientTokenId', 'The security token included in the request is invalid.', 403, 'AWS_CREDENTIALS_INVALID'],
    ['MissingAuthenticationTokenException', 'Missing Authentication Token', 403, 'AWS_CREDENTIALS_INVALID'],
    ['SignatureDoesNotMatch', 'The request signature we calculated does not match', 403, 'AWS_CREDENTIALS_INVALID'],
    [
      'InvalidSignatureException',
      'Signature expired: 20200101T000000Z is now earlier than …',
      403,
      'AWS_CREDENTIALS_INVALID',
    ],
    ['AccessDeniedException', 'no', 403, 'AWS_ACCESS_DENIED'],
    ['UnauthorizedException', 'no', 401, 'AWS_ACCESS_DENIED'],
    ['AccessDenied', 'no', 403, 'AWS_ACCESS_DENIED'],
    ['ForbiddenException', '', 403, 'AWS_ACCESS_DENIED'],
    [
      'SomethingNew',
      'User: arn:aws:iam::1:user/x is not authorized to perform: iot:CreateCertificateProvider',
      400,
      'AWS_ACCESS_DENIED',
    ],
    ['ThrottlingException', 'Rate exceeded', 400, 'AWS_THROTTLED'],
    ['TooManyRequestsException', 'Rate exceeded', 429, 'AWS_THROTTLED'],
    ['LimitExceededException', 'one per account', 410, 'AWS_LIMIT'],
    ['CodeStorageExceededException', 'full', 400, 'AWS_LIMIT'],
    ['ResourceNotFoundException', 'gone', 404, 'AWS_NOT_FOUND'],
    ['NoSuchEntityException', 'gone', 404, 'AWS_NOT_FOUND'],
    ['UnknownOperationException', 'what?', 404, 'AWS_REFUSED'],
    ['ResourceAlreadyExistsException', 'exists', 409, 'AWS_CONFLICT'],
    ['ResourceConflictException', 'The statement id (x) provided already exists.', 409, 'AWS_CONFLICT'],
    ['DeleteConflictException', 'busy', 409, 'AWS_CONFLICT'],
    [
      'InvalidParameterValueException',
      'The role defined for the function cannot be assumed by Lambda.',
      400,
      'AWS_REFUSED',
    ],
    ['OptInRequired', 'The AWS Access Key Id needs a subscription for the service', 403, 'AWS_REFUSED'],
  ])('knows %s (%s, HTTP %i) as certainly not carried out', (name, message, status, code) => {
    const error = awsError(thrown(name, message, status), call);
    expect(error).toBeInstanceOf(CertprovError);
    expect(error).toMatchObject({
      code,
      details: { awsCode: name, httpStatus: status, requestId: 'r-1', definite: true },
    });
  });

  it.each([
    ['InternalFailureException', 500],
    ['ServiceUnavailableException', 503],
    ['Unknown', 501],
  ])('leaves open what %s means', (name, status) => {
    expect(awsError(thrown(name, 'oops', status), call)).toMatchObject({
      code: 'AWS_FAILED',
      details: { definite: false },
    });
  });

  it.each([
    ['ENOTFOUND', 'getaddrinfo', 'AWS_UNREACHABLE', 'not known to DNS', true],
    ['EAI_AGAIN', 'getaddrinfo', 'AWS_UNREACHABLE', 'not known to DNS', true],
    ['ECONNREFUSED', 'connect', 'AWS_UNREACHABLE', 'refused', true],
    ['EHOSTUNREACH', 'connect', 'AWS_UNREACHABLE', 'EHOSTUNREACH', true],
    ['ECONNRESET', 'read', 'AWS_UNREACHABLE', 'ECONNRESET', false],
    ['EPIPE', 'write', 'AWS_UNREACHABLE', 'EPIPE', false],
    ['SELF_SIGNED_CERT_IN_CHAIN', undefined, 'AWS_UNREACHABLE', 'TLS certificate', true],
    ['CERT_HAS_EXPIRED', undefined, 'AWS_UNREACHABLE', 'TLS certificate', true],
    ['ERR_TLS_CERT_ALTNAME_INVALID', undefined, 'AWS_UNREACHABLE', 'TLS certificate', true],
    ['ETIMEDOUT', 'read', 'AWS_TIMEOUT', 'in time', false],
  ])('knows %s, and whether anything was sent', (code, syscall, expected, words, definite) => {
    const error = awsError(thrown('Error', 'failed', undefined, { code, syscall }), call);
    expect(error).toMatchObject({ code: expected, details: { definite } });
    expect(error.message).toContain(words);
  });

  it.each([
    ['reset', { code: 'ECONNRESET', syscall: 'read' }],
    ['closed', { code: 'EPIPE', syscall: 'write' }],
    ['aborted', { name: 'AbortError' }],
  ])('says of a connection that was cut (%s) that it broke, which is no silence', (_how, more) => {
    const error = awsError(thrown('Error', 'failed', undefined, more), call);
    expect(error).toMatchObject({ code: 'AWS_UNREACHABLE', details: { definite: false } });
    expect(error.message).toContain('broke before its answer came');
    expect(error.message).not.toContain('did not answer');
  });

  it('reads through what wraps a network error', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
    const happyEyeballs = Object.assign(new AggregateError([refused, refused]), { name: 'AggregateError' });
    expect(awsError(happyEyeballs, call)).toMatchObject({ code: 'AWS_UNREACHABLE' });
    expect(awsError(new Error('wrapped', { cause: refused }), call)).toMatchObject({ code: 'AWS_UNREACHABLE' });
  });

  it('is never definite when an earlier attempt may have been carried out', () => {
    const error = awsError(thrown('ResourceAlreadyExistsException', 'exists', 409), {
      ...call,
      mayHaveApplied: true,
      attempts: 2,
    });
    expect(error).toMatchObject({ code: 'AWS_CONFLICT', details: { definite: false } });
  });

  it("keeps AWS's sentence, because it says what is wrong, and the original error as the cause", () => {
    const original = thrown(
      'InvalidParameterValueException',
      'The role defined for the function cannot be assumed by Lambda.',
      400,
    );
    const error = awsError(original, { ...call, action: 'lambda:CreateFunction' });
    expect(error.message).toBe(
      'lambda:CreateFunction was refused: The role defined for the function cannot be assumed by Lambda.',
    );
    expect(error.cause).toMatchObject({ name: original.name, message: original.message, stack: original.stack });
  });

  it('states the resource of the call when AWS names none', () => {
    const error = awsError(thrown('AccessDeniedException', 'no', 403), call);
    expect(error.details).toMatchObject({
      action: call.action,
      resource: call.resource,
      statement: { Effect: 'Allow', Action: call.action, Resource: call.resource },
    });
  });

  it('does not repeat tokens, keys or PEM that AWS repeats', () => {
    const canonical = "The Canonical String should have been 'POST\n/\nx-amz-security-token:IQoJb3JpZ2luX2VjE\n'";
    const signature = awsError(thrown('SignatureDoesNotMatch', canonical, 403), call);
    const other = awsError(
      thrown(
        'InvalidRequestException',
        `bad: AKIAIOSFODNN7EXAMPLE x-amz-security-token:IQoJb3JpZ2luX2VjE -----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----`,
        400,
      ),
      call,
    );
    for (const error of [signature, other]) {
      expect(inspect(error, { depth: null, showHidden: true })).not.toMatch(/IQoJ|IOSFODNN7|MIIE/);
    }
    expect(signature.cause).toBeUndefined();
    expect(other.message).toContain('bad: AKIA…');
  });

  it('cuts a message that has no end', () => {
    expect(awsError(thrown('InvalidRequestException', 'x'.repeat(5_000_000), 400), call).message.length).toBeLessThan(
      1_200,
    );
  });

  it('names the proxy that AWS was asked through, and nothing of its password', () => {
    const before = process.env['HTTPS_PROXY'];
    process.env['HTTPS_PROXY'] = 'http://user:secret@proxy.example.com';
    try {
      for (const code of ['ECONNRESET', 'ETIMEDOUT', 'SELF_SIGNED_CERT_IN_CHAIN', 'EPROXYAUTH']) {
        const { message, fix, details } = awsError(thrown('Error', 'x', undefined, { code }), call);
        expect(`${message} ${fix}`).toContain('HTTPS_PROXY');
        expect(details).toMatchObject({ proxy: 'proxy.example.com:80', proxySetBy: 'HTTPS_PROXY' });
        expect(JSON.stringify([message, fix, details])).not.toContain('secret');
      }
    } finally {
      if (before === undefined) delete process.env['HTTPS_PROXY'];
      else process.env['HTTPS_PROXY'] = before;
    }
  });

  it('takes a line break in a key for what it is', () => {
    const error = thrown('TypeError', 'Invalid character in header content ["authorization"]', undefined, {
      code: 'ERR_INVALID_CHAR',
    });
    expect(awsError(error, call)).toMatchObject({ code: 'AWS_CREDENTIALS_INVALID', details: { definite: true } });
  });

  it('leaves open what an earlier attempt came to, also when the next was refused here', () => {
    const refused = new CertprovError('AWS_CREDENTIALS_OTHER_ACCOUNT', 'no', { fix: 'f', details: { definite: true } });
    expect(awsError(refused, call)).toBe(refused);
    expect(awsError(refused, { ...call, mayHaveApplied: true })).toMatchObject({
      code: 'AWS_CREDENTIALS_OTHER_ACCOUNT',
      fix: 'f',
      details: { definite: false },
    });
  });

  it('reports a defect as a defect', () => {
    expect(awsError(new TypeError('x is not a function'), call)).toMatchObject({
      code: 'INTERNAL',
      details: { definite: false },
    });
  });
});

describe('what is said before a request is sent once more', () => {
  it.each([
    [thrown('InternalFailure', 'oops', 500), 'AWS answered HTTP 500'],
    [thrown('Unknown', 'oops', 503), 'AWS answered HTTP 503'],
    [thrown('ThrottlingException', 'slower', 400), 'AWS asks to slow down'],
    [thrown('TimeoutError', 'late'), 'AWS did not answer'],
    [
      thrown('Error', 'x', undefined, { code: 'ECONNRESET', syscall: 'read' }),
      'the connection broke before the answer',
    ],
    [thrown('AbortError', 'x'), 'the connection broke before the answer'],
    [thrown('Error', 'x', undefined, { code: 'ECONNREFUSED', syscall: 'connect' }), 'AWS could not be reached'],
  ])('is true of $message: %s', (error, why) => {
    expect(whyAgain(readSdkFailure(error))).toBe(why);
  });
});

describe('isPassing', () => {
  it.each([
    [
      'a wrong clock that the SDK has just corrected',
      thrown('InvalidSignatureException', 'x', 403, { $metadata: { httpStatusCode: 403, clockSkewCorrected: true } }),
      true,
    ],
    ['an unknown host', thrown('Error', 'x', undefined, { code: 'ENOTFOUND', syscall: 'getaddrinfo' }), false],
    ['an untrusted certificate', thrown('Error', 'x', undefined, { code: 'SELF_SIGNED_CERT_IN_CHAIN' }), false],
    ['a quota', thrown('LimitExceededException', 'x', 410), false],
    ['an operation that is not there', thrown('Unknown', 'x', 501), false],
    ['a bad gateway', thrown('Unknown', 'x', 502), true],
  ])('judges %s', (_case, error, passing) => {
    expect(isPassing(readSdkFailure(error))).toBe(passing);
  });
});
