import { describe, expect, it } from 'vitest';
import { inputViolations } from '../../../../src/sandbox/wire/models/check-input.ts';
import { matcher } from '../../../../src/sandbox/wire/models/constraints.ts';
import { modelOf } from '../../../../src/sandbox/wire/models/model-of.ts';
import { temporaryAccount } from '../../temporary-account.ts';
import { serviceClient, SERVICES, type Answer } from './clients.ts';
import { invalidRequests, validRequest } from './request-values.ts';

const isRefusal = ({ status, message }: Answer): boolean =>
  status === 400 && /failed to satisfy constraint|must be|must have|could not be parsed/i.test(message);

/** Answered otherwise, with the reason: IAM looks for the role first, and has words of its own for what is no ARN. */
const OTHERWISE = ['iam:AttachRolePolicy PolicyArn: under 20', 'iam:AttachRolePolicy PolicyArn: over 2048'];

/** How many constraints the model of a service has that a request can break by itself, at least. */
const AT_LEAST: Readonly<Record<string, number>> = {
  'acm-pca': 300,
  cloudtrail: 5,
  ec2: 10,
  iam: 180,
  iot: 880,
  kms: 120,
  lambda: 260,
  logs: 30,
  monitoring: 50,
  secretsmanager: 90,
  sts: 45,
};

describe('a request that AWS forbids', () => {
  it.each(SERVICES)('is refused by %s, whichever constraint it breaks', { timeout: 300_000 }, async (service) => {
    await using account = await temporaryAccount();
    const { model, send, cannotSend } = await serviceClient(service, account.client);
    const taken: string[] = [];
    let failed = 0;
    let sent = 0;
    for (const [operation, shape] of Object.entries(model.operations)) {
      for (const { what, member, request } of invalidRequests(model, shape)) {
        if (cannotSend(operation, member, request)) continue;
        const answer = await send(operation, request);
        if (answer.status === 'not sent') continue;
        sent += 1;
        if (answer.status >= 500) failed += 1;
        if (!isRefusal(answer) && !OTHERWISE.includes(`${service}:${operation} ${what}`))
          taken.push(`${operation} ${what} => ${answer.status} ${answer.code} ${answer.message}`);
      }
    }
    // The figure that docs/sandbox.md has.
    process.stdout.write(
      `${service}: ${sent} invalid requests, ${taken.length} not refused as such, ${failed} answered 5xx\n`,
    );
    expect(taken).toEqual([]);
    expect(failed).toBe(0);
    expect(sent).toBeGreaterThanOrEqual(AT_LEAST[service]!);
  });
});

describe('a request that AWS allows', () => {
  it.each(SERVICES)('is not refused by the model of %s, at either end of its ranges', async (service) => {
    const model = (await modelOf(service))!;
    for (const [operation, shape] of Object.entries(model.operations)) {
      for (const edge of ['least', 'most'] as const) {
        for (const full of [false, true]) {
          const request = validRequest(model, shape, edge, full);
          expect([operation, inputViolations(service, model, operation, request)]).toEqual([operation, undefined]);
        }
      }
    }
  });
});

describe('a pattern of the models', () => {
  it.each(SERVICES)('of %s is read as Java reads it', async (service) => {
    const { shapes } = (await modelOf(service))!;
    for (const { pattern = '' } of Object.values(shapes)) expect(() => matcher(pattern)).not.toThrow();
  });

  it.each<[string, string, boolean]>([
    [String.raw`[\p{Graph}\x20]*`, 'of the south, in 1', true],
    [String.raw`[\p{Graph}\x20]*`, 'im Süden', false],
    [String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]*`, 'im Süden', true],
    [String.raw`[0-9A-Za-z\-\_]+`, 'a_b-c', true],
    ['a|b', 'ab', false],
  ])('%s on %j: %s', (pattern, text, matches) => {
    expect(matcher(pattern).test(text)).toBe(matches);
  });
});
