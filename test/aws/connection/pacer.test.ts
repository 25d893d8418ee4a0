import { describe, expect, it } from 'vitest';
import { CALLS_PER_SECOND, createPacer } from '../../../src/aws/connection/pacer.ts';
import { virtualClock } from '../../impact/virtual-clock.ts';
import { json, startCannedServer } from '../canned-server.ts';
import { openCanned } from '../open-canned.ts';

const mostWithinASecond = (begins: readonly number[]): number =>
  Math.max(...begins.map((from) => begins.filter((at) => at >= from && at < from + 1_000).length));

describe('pacer', () => {
  it('lets no second have more calls than the rate, however many want to', async () => {
    const clock = virtualClock();
    const pace = createPacer(clock);
    const begins: number[] = [];
    const calls = Array.from({ length: 3_000 }, async () => {
      await pace('iot:GetPolicy');
      begins.push(clock.now());
    });
    await clock.run(Promise.all(calls));
    expect(begins).toHaveLength(3_000);
    expect(mostWithinASecond(begins)).toBe(CALLS_PER_SECOND);
    // And is not slower than that either.
    expect(clock.now()).toBe(((3_000 - 1) / CALLS_PER_SECOND) * 1_000);
  });

  it('counts each action of AWS IoT by itself, and leaves other services alone', async () => {
    const clock = virtualClock();
    const pace = createPacer(clock);
    const actions = ['iot:GetPolicy', 'iot:ListPolicies'];
    await Promise.all(Array.from({ length: 2 * CALLS_PER_SECOND }, (_, i) => pace(actions[i % 2]!)));
    await Promise.all(Array.from({ length: 100 }, () => pace('lambda:GetFunction')));
    expect(clock.now()).toBe(0);
  });

  it('lets CloudTrail be asked twice a second, also where what is asked arrives a little closer than it began', async () => {
    const clock = virtualClock();
    const pace = createPacer(clock);
    const begins: number[] = [];
    const lookups = Array.from({ length: 20 }, async () => {
      await pace('cloudtrail:LookupEvents');
      begins.push(clock.now());
    });
    await clock.run(Promise.all(lookups));
    expect(Math.max(...begins.map((from) => begins.filter((at) => at >= from && at < from + 1_050).length))).toBe(2);
    expect(clock.now()).toBeLessThan(11_000);
  });

  it('stands before every attempt of a call, repeats among them', async () => {
    await using server = await startCannedServer(
      json(400, { message: 'Rate exceeded' }, { 'x-amzn-errortype': 'ThrottlingException' }),
      json(200, { policyDocument: '{}' }),
    );
    const paced: string[] = [];
    const aws = await openCanned(server, { pace: async (action) => void paced.push(action) });
    await expect(aws.reader.policyDocument('a')).resolves.toBe('{}');
    expect(paced).toEqual(['iot:GetPolicy', 'iot:GetPolicy']);
  });
});
