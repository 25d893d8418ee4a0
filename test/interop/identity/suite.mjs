import { equal, match, ok } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsCli } from '../support/aws-cli.mjs';
import { runProgram } from '../support/run-program.mjs';
import { serveAccount } from '../support/served-account.mjs';
import { CASES } from './cases.mjs';
import { filesOfMachine } from './files-of-machine.mjs';
import { inWords } from './in-words.mjs';
import { serveContainerRole, serveInstanceRole } from './machine-roles.mjs';

const ROLE = 'identity';
const NAMES = ['default', 'prod', 'tool', 'environment', 'container', 'instance'];

/** In the same shell, certprov and the AWS CLI are the same person, or neither is anybody. */
export async function runIdentity(scenarios, { executable, aws }) {
  const account = await serveAccount(executable);
  const closing = [];
  try {
    const world = await makeWorld(new AwsCli(aws, account), account);
    const container = await serveContainerRole({ container: world.sessions.container, operator: world.operator });
    const instance = await serveInstanceRole(world.sessions.instance);
    const operatorInstance = await serveInstanceRole(world.operator);
    closing.push(container, instance, operatorInstance);
    const machine = { container, instance, operatorInstance };
    for (const [index, case_] of CASES.entries())
      await scenarios.run(inWords(case_).join(', '), () =>
        agree(case_, shellOf(case_, world, machine, account, index), { executable, aws }),
      );
  } finally {
    await Promise.all(closing.map((server) => server.close()));
    await account.close();
  }
}

/** A role that the operator may assume, and the keys of a session of it for everybody who may act. */
async function makeWorld(cli, account) {
  const named = ['--role-name', ROLE];
  const allow = (statement) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const trust = allow({ Principal: { AWS: '*' }, Action: 'sts:AssumeRole' });
  const { Role } = await cli.call(['iam', 'create-role', ...named, '--assume-role-policy-document', trust]);
  const everything = allow({ Action: '*', Resource: '*' });
  await cli.call(['iam', 'put-role-policy', ...named, '--policy-name', 'all', '--policy-document', everything]);
  const sessions = {};
  for (const name of NAMES) {
    const session = ['--role-arn', Role.Arn, '--role-session-name', name];
    sessions[name] = (await cli.call(['sts', 'assume-role', ...session])).Credentials;
  }
  const { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey } = account.env;
  const operator = { AccessKeyId, SecretAccessKey };
  const tool = (name, keys) => {
    writeFileSync(account.path(name), `echo '${JSON.stringify({ Version: 1, ...keys })}'\n`);
    return account.path(name);
  };
  return {
    sessions,
    operator,
    toolFile: tool('tool.sh', sessions.tool),
    operatorFile: tool('operator.sh', operator),
  };
}

/** The environment of one shell, with a home of its own: the AWS CLI keeps what it has assumed there. */
function shellOf(case_, world, { container, instance, operatorInstance }, account, index) {
  const home = mkdtempSync(join(account.path('.'), `shell-${index}-`));
  mkdirSync(join(home, '.aws'));
  const { config, credentials } = filesOfMachine(world, case_);
  writeFileSync(join(home, '.aws', 'config'), config);
  writeFileSync(join(home, '.aws', 'credentials'), credentials);
  const keys = case_.keys === 'operator' ? world.operator : world.sessions.environment;
  return {
    PATH: account.env['PATH'],
    HOME: home,
    LANG: 'C.UTF-8',
    CERTPROV_HOME: join(home, 'certprov'),
    AWS_PAGER: '',
    AWS_ENDPOINT_URL: account.env['AWS_ENDPOINT_URL'],
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    ...(case_.keys && {
      AWS_ACCESS_KEY_ID: keys.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
      ...(keys.SessionToken && { AWS_SESSION_TOKEN: keys.SessionToken }),
    }),
    ...(case_.container && {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${container.url}/${case_.container === true ? 'container' : case_.container}`,
    }),
    ...(case_.instance
      ? { AWS_EC2_METADATA_SERVICE_ENDPOINT: (case_.instance === 'operator' ? operatorInstance : instance).url }
      : { AWS_EC2_METADATA_DISABLED: 'true' }),
    ...case_.env,
  };
}

async function agree({ flag, is, error, says, note, awsCli }, env, { executable, aws }) {
  const flags = flag === undefined ? [] : ['--profile', flag];
  const options = { env, cwd: env.HOME };
  const [cli, certprov] = await Promise.all([
    runProgram(aws, ['sts', 'get-caller-identity', ...flags], options),
    runProgram(process.execPath, [executable, 'impact', '--json', ...flags], options),
  ]);
  const caller = /^as (\S+)/m.exec(certprov.stderr)?.[1];
  const said = `certprov:\n${certprov.stderr}${certprov.stdout.slice(0, 2_000)}\naws:\n${cli.stderr}${cli.stdout}`;
  if (is !== undefined) {
    const arn = cli.exitCode === 0 ? JSON.parse(cli.stdout).Arn : undefined;
    if (awsCli === 'refuses') match(cli.stderr, /config profile \(\) could not be found/);
    else equal(arn, `arn:aws:sts::000000000000:assumed-role/${ROLE}/${is}`, said);
    equal(caller, arn ?? `arn:aws:sts::000000000000:assumed-role/${ROLE}/${is}`, said);
    if (note !== undefined) ok(certprov.stderr.includes(note), said);
    return;
  }
  ok(cli.exitCode !== 0, said);
  equal(caller, undefined, said);
  const { error: failure } = JSON.parse(certprov.stdout);
  equal(failure.code, error, said);
  ok(failure.message.includes(says), said);
  if (flag !== undefined && says !== 'no AWS credentials') match(failure.message, new RegExp(`"${flag}"`), said);
}
