import { deepEqual, equal } from 'node:assert/strict';

const EVENTS = '$aws/events/certificates/registered/#';
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:nightly-report';

export async function topicRule(aws, scenarios) {
  const call = (name, ...args) => aws.call(['iot', name, ...args]);
  const NAME = ['--rule-name', 'activate_devices'];
  const payload = (sql) => JSON.stringify({ sql, actions: [{ lambda: { functionArn: FUNCTION } }] });

  await scenarios.run('a topic rule is made, read, switched off and deleted', async () => {
    const sql = `SELECT * FROM '${EVENTS}'`;
    await call('create-topic-rule', ...NAME, '--topic-rule-payload', payload(sql));
    const { rule } = await call('get-topic-rule', ...NAME);
    deepEqual([rule.sql, rule.ruleDisabled, rule.actions], [sql, false, [{ lambda: { functionArn: FUNCTION } }]]);
    const again = ['iot', 'create-topic-rule', ...NAME, '--topic-rule-payload', payload(sql)];
    equal((await aws.refusal(again)).code, 'ResourceAlreadyExistsException');
    await call('disable-topic-rule', ...NAME);
    const { rules } = await call('list-topic-rules');
    deepEqual(
      rules.map(({ ruleName, ruleDisabled }) => ({ ruleName, ruleDisabled })),
      [{ ruleName: 'activate_devices', ruleDisabled: true }],
    );
    await call('delete-topic-rule', ...NAME);
    equal((await aws.refusal(['iot', 'get-topic-rule', ...NAME])).code, 'UnauthorizedException');
  });

  await scenarios.run('a rule whose SQL cannot be read is refused', async () => {
    const make = ['iot', 'create-topic-rule', ...NAME, '--topic-rule-payload', payload("SELECT * FROM 'a/#/b'")];
    equal((await aws.refusal(make)).code, 'SqlParseException');
  });
}
