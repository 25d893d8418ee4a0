import { describe, expect, it } from 'vitest';
import { mayDo, readIotPolicy } from '../../../src/checks/impact/iot-policy.ts';

const TOPIC = 'arn:aws:iot:eu-central-1:111122223333:topic/$aws/certificates/create-from-csr/json';

const policy = (...statements: object[]) =>
  readIotPolicy('p', JSON.stringify({ Version: '2012-10-17', Statement: statements }));
const allow = (rest: object) => ({ Effect: 'Allow', Action: 'iot:Publish', Resource: TOPIC, ...rest });
const deny = (rest: object) => ({ ...allow(rest), Effect: 'Deny' });

describe('what IoT policies allow', () => {
  it.each<[string, 'yes' | 'no' | 'perhaps', object[]]>([
    ['nothing', 'no', []],
    ['the topic itself', 'yes', [allow({})]],
    ['any resource', 'yes', [allow({ Resource: '*' })]],
    ['any action of AWS IoT, in any case', 'yes', [allow({ Action: 'IOT:pub*' })]],
    ['another action', 'no', [allow({ Action: 'iot:Subscribe' })]],
    ['several actions, one of them this', 'yes', [allow({ Action: ['iot:Connect', 'iot:Publish'] })]],
    ['both formats', 'yes', [allow({ Resource: TOPIC.replace('json', '*') })]],
    ['the other format', 'no', [allow({ Resource: TOPIC.replace('json', 'cbor') })]],
    [
      "the topics of AWS's own example, which do not cover CSRs",
      'no',
      [allow({ Resource: TOPIC.replace('create-from-csr/json', 'create/*') })],
    ],
    ['a star in the middle', 'yes', [allow({ Resource: TOPIC.replace('certificates', '*') })]],
    ['any Region and account', 'yes', [allow({ Resource: 'arn:aws:iot:*:*:topic/$aws/certificates/*' })]],
    ['another account', 'no', [allow({ Resource: TOPIC.replace('111122223333', '444455556666') })]],
    ['one character left open', 'yes', [allow({ Resource: TOPIC.replace('json', 'js?n') })]],
    ['a hash, which is no wildcard in a policy', 'no', [allow({ Resource: TOPIC.replace('json', '#') })]],
    ['a topic filter instead of a topic', 'no', [allow({ Resource: TOPIC.replace('topic/', 'topicfilter/') })]],
    ['a variable that may be it', 'perhaps', [allow({ Resource: TOPIC.replace('json', '${iot:ClientId}') })]],
    [
      'a variable elsewhere',
      'no',
      [allow({ Resource: 'arn:aws:iot:eu-central-1:111122223333:topic/a/${iot:ClientId}' })],
    ],
    ['it and denies it', 'no', [allow({}), deny({ Resource: TOPIC.replace('json', '*') })]],
    ['it and denies something else', 'yes', [allow({}), deny({ Action: 'iot:Receive' })]],
    [
      'it and denies it under a condition',
      'perhaps',
      [allow({}), deny({ Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'false' } } })],
    ],
    ['it under a condition', 'perhaps', [allow({ Condition: { StringEquals: { 'iot:ClientId': 'a' } } })]],
    [
      'all but a resource',
      'perhaps',
      [{ Effect: 'Allow', Action: 'iot:Publish', NotResource: 'arn:aws:iot:*:*:topic/a' }],
    ],
    ['all but an action', 'perhaps', [{ Effect: 'Allow', NotAction: 'iot:Connect', Resource: TOPIC }]],
    ['a member that nobody knows', 'perhaps', [allow({ Unless: 'sunday' })]],
    ['it plainly, besides what is not clear', 'yes', [allow({ Unless: 'sunday' }), allow({})]],
  ])('%s: %s', (_what, expected, statements) => {
    expect(mayDo([policy(...statements)], 'iot:Publish', TOPIC)).toBe(expected);
  });

  it('puts the policies of a certificate together', () => {
    expect(mayDo([policy(), policy(allow({}))], 'iot:Publish', TOPIC)).toBe('yes');
    expect(mayDo([policy(deny({})), policy(allow({}))], 'iot:Publish', TOPIC)).toBe('no');
  });

  it.each(['', '{', '[]', 'null', '{"Statement":["a"]}', '{"Statement":[{"Effect":"allow"}]}', '{}'])(
    'does not guess what a document means that is no policy: %s',
    (document) => {
      const unreadable = readIotPolicy('p', document);
      expect(unreadable.isUnreadable).toBe(true);
      expect(mayDo([unreadable], 'iot:Publish', TOPIC)).toBe('perhaps');
      expect(mayDo([unreadable, policy(deny({}))], 'iot:Publish', TOPIC)).toBe('no');
    },
  );

  it('takes a single statement without a list', () => {
    expect(mayDo([readIotPolicy('p', JSON.stringify({ Statement: allow({}) }))], 'iot:Publish', TOPIC)).toBe('yes');
  });

  it('does not take long over a pattern that is all stars', () => {
    const stars = policy(allow({ Resource: `${'*a'.repeat(1_000)}*b` }));
    const started = performance.now();
    expect(mayDo([stars], 'iot:Publish', `${'a'.repeat(5_000)}c`)).toBe('no');
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
