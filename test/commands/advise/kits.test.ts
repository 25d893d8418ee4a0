import { NormalizedSchema } from '@smithy/core/schema';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Argument, Call, Kit, Step, Target } from '../../../src/commands/advise/kit/kit.ts';
import { renderKit } from '../../../src/commands/advise/kit/render-kit.ts';
import { kebab, renderScript } from '../../../src/commands/advise/kit/render-script.ts';
import { removeDevice } from '../../../src/commands/advise/kit/steps.ts';
import { OUTCOMES } from '../../../src/commands/advise/outcomes.ts';
import type { Answers } from '../../../src/commands/advise/questions.ts';
import { WAYS, type Way } from '../../../src/commands/advise/ways.ts';
import { sdkOf, TARGET } from './kit-runner.ts';

const KITS: readonly (readonly [string, Way, Answers])[] = [
  ...WAYS.map((way) => [way, way, {}] as const),
  ['bulk of certificates', 'bulk', { issuer: 'own' }],
];

const kitOf = (way: Way, answers: Answers, target: Target = TARGET): Kit => OUTCOMES[way].kit(target, answers);

const callsOf = (kit: Kit): Call[] =>
  [...kit.apply, ...kit.undo, ...[...(kit.perDevice ?? []), removeDevice(TARGET)].flatMap(({ steps }) => steps)].filter(
    (step: Step): step is Call => 'operation' in step,
  );

describe.each(KITS)('the kit for %s', (_name, way, answers) => {
  const kit = kitOf(way, answers);
  const files = renderKit(kit, OUTCOMES[way], TARGET);

  it('calls operations that AWS has, with members that they have', () => {
    // No client of S3 is installed here.
    const calls = callsOf(kit).filter(({ service }) => service !== 's3api');
    expect(calls.flatMap(unknownIn)).toEqual([]);
  });

  it('names only files that are in it, or that it asks for', () => {
    const there = [...files.map(({ path }) => path), ...kit.inputs.map(({ path }) => path)];
    const folders = there.flatMap((path) => (path.includes('/') ? [path.split('/')[0]!] : []));
    const named = callsOf(kit).flatMap(({ parameters }) => Object.values(parameters).flatMap(filesIn));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !there.includes(name) && !folders.includes(name))).toEqual([]);
  });

  it('takes back in undo everything that apply creates', () => {
    const made = kit.apply.flatMap((step) => ('operation' in step ? opposite(step.operation) : []));
    const undone = kit.undo.flatMap((step) => ('operation' in step ? [step.operation] : []));
    for (const operation of made) expect(undone).toContain(operation);
  });

  it('keeps within the limits of AWS', () => {
    const documents = files.filter((file) => file.path.endsWith('.json'));
    const limitOf = (path: string): number => (path.endsWith('template.json') ? 10_240 : 2048);
    const long = documents.filter(({ path, text }) => JSON.stringify(JSON.parse(text)).length > limitOf(path));
    expect(long).toEqual([]);
  });

  it('has nothing left to fill in, and nothing for another account', () => {
    const leftOver = /\b(ACCOUNT|REGION|TEMPLATE_NAME)\b|<[A-Z_]+>|111122223333|123456789012|\[object/;
    expect(files.filter(({ text }) => leftOver.test(text))).toEqual([]);
    // In code it is a word of the language.
    expect(files.filter(({ path, text }) => !path.endsWith('.mjs') && text.includes('undefined'))).toEqual([]);
    const arns = files.flatMap(({ text }) => [...text.matchAll(/arn:[\w-]+:\w+:[\w-]*:(\d*):/g)]);
    const accounts = new Set(arns.map((match) => match[1]!).filter((account) => account !== ''));
    expect([...accounts]).toEqual(['000000000000']);
  });

  it.skipIf(process.platform === 'win32')('renders scripts that a POSIX shell can read', () => {
    for (const { path, text } of files.filter((file) => file.path.endsWith('.sh'))) {
      const { status, stderr } = spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' });
      expect({ path, status, stderr }).toEqual({ path, status: 0, stderr: '' });
    }
  });

  it('tells in the README of every other file', () => {
    const readme = files.find(({ path }) => path === 'README.md')!.text;
    const others = files.filter(({ path }) => path !== 'README.md' && path !== '.gitignore');
    expect(others.filter(({ path }) => !readme.includes(`\`${path}\``))).toEqual([]);
  });
});

/** What AWS's own schema of the operation has no place for; the operation itself when there is none. */
function unknownIn({ service, operation, parameters }: Call): string[] {
  if (service === 's3api') throw new Error('not a client that is installed');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an operation's schema: kind, namespace, name, traits, input, output
  const schema = sdkOf(service)[`${operation}$`] as unknown as [number, string, string, unknown, never] | undefined;
  if (schema === undefined) return [operation];
  const known = new Set([...NormalizedSchema.of(schema[4]).structIterator()].map(([name]) => name));
  const given = Object.keys(parameters).map((name) => (name === 'ZipFile' ? 'Code' : name));
  return given.filter((name) => !known.has(name)).map((name) => `${operation}.${name}`);
}

function filesIn(argument: Argument): string[] {
  if (typeof argument !== 'object') return [];
  if ('file' in argument) return [argument.file];
  if ('jsonFile' in argument) return [argument.jsonFile];
  if ('body' in argument) return [argument.body];
  return 'zip' in argument ? [argument.zip] : [];
}

/** What takes a call back; nothing for one that makes nothing. */
function opposite(operation: string): string[] {
  if (operation === 'RegisterCACertificate') return ['UpdateCACertificate', 'DeleteCACertificate'];
  if (operation === 'CreateKeysAndCertificate') return ['UpdateCertificate', 'DeleteCertificate'];
  if (operation === 'StartThingRegistrationTask') return ['StopThingRegistrationTask'];
  if (/^(Create|Put)/.test(operation)) return [operation.replace(/^(Create|Put)/, 'Delete')];
  return operation.startsWith('Attach') ? [operation.replace('Attach', 'Detach')] : [];
}

describe('policies', () => {
  const textIn = (way: Way, path: string, target = TARGET): string =>
    renderKit(kitOf(way, {}, target), OUTCOMES[way], target).find((file) => file.path === path)!.text;

  it.each(['claim', 'trusted-user', 'jitp', 'bulk'] as const)(
    '%s: AWS IoT may assume the role for this account only',
    (way) => {
      const text = textIn(way, way === 'bulk' ? 'registration-trust.json' : 'provisioning-trust.json');
      const [statement, ...more] = (JSON.parse(text) as { Statement: object[] }).Statement;
      expect(more).toEqual([]);
      expect(statement).toMatchObject({
        Principal: { Service: 'iot.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
      });
    },
  );

  it('binds the role of fleet provisioning to its template', () => {
    expect(JSON.parse(textIn('claim', 'provisioning-trust.json'))).toMatchObject({
      Statement: [
        {
          Condition: {
            ArnLike: { 'aws:SourceArn': ['arn:aws:iot:us-east-1:000000000000:provisioningtemplate/fleet'] },
          },
        },
      ],
    });
  });

  it.each(['claim', 'trusted-user', 'jitr'] as const)(
    '%s: lets AWS IoT call the function for one resource only',
    (way) => {
      const permission = kitOf(way, {}).apply.find((step) => 'operation' in step && step.operation === 'AddPermission');
      expect(permission).toMatchObject({
        parameters: {
          Principal: 'iot.amazonaws.com',
          SourceAccount: '000000000000',
          SourceArn: expect.stringMatching(/^arn:aws:iot:us-east-1:000000000000:(provisioningtemplate|rule)\/[^*]+$/),
        },
      });
    },
  );

  it('follows the partition everywhere', () => {
    const china: Target = {
      place: { partition: 'aws-cn', account: '000000000000', region: 'cn-north-1' },
      name: 'fleet',
      bucket: 'acme-lists',
    };
    const files = WAYS.flatMap((way) => renderKit(kitOf(way, {}, china), OUTCOMES[way], china));
    expect(files.filter(({ text }) => /arn:aws:|us-east-1/.test(text))).toEqual([]);
  });

  it('allows the call that a certificate provider concerns, and not the one of the example in the guide', () => {
    const text = textIn('claim', 'claim-policy.json');
    expect(text).toContain('topicfilter/$aws/certificates/create-from-csr/*');
    expect(text).not.toContain('$aws/certificates/create/*');
  });
});

describe('scripts', () => {
  it.each([
    ['RegisterCACertificate', 'register-ca-certificate'],
    ['RegisterCertificateWithoutCA', 'register-certificate-without-ca'],
    ['CreateKeysAndCertificate', 'create-keys-and-certificate'],
    ['assumeRolePolicyDocument', 'assume-role-policy-document'],
    ['caCertificate', 'ca-certificate'],
    ['ZipFile', 'zip-file'],
  ])('%s is %s to the AWS CLI', (name, spelt) => {
    expect(kebab(name)).toBe(spelt);
  });

  it.skipIf(process.platform === 'win32')('passes every argument to the AWS CLI as it was given', () => {
    const folder = mkdtempSync(join(tmpdir(), 'certprov-script-'));
    try {
      writeFileSync(
        join(folder, 'aws'),
        `#!/bin/sh\nfor word in "$@"; do printf '%s\\n' "$word"; done >> said\necho arn:x/last\n`,
        {
          mode: 0o755,
        },
      );
      writeFileSync(join(folder, 'rule.json'), `{"sql": "SELECT * FROM '$aws/WORD'"}`);
      const steps: readonly Step[] = [
        {
          note: '',
          service: 'iot',
          operation: 'First',
          parameters: { name: `it's $HOME "x"`, isOn: true, isOff: false, json: { json: { a: ['$b', "'"] } } },
          keep: { variable: 'KEPT', path: 'a[0]' },
        },
        {
          note: '',
          service: 'iot',
          operation: 'Second',
          parameters: {
            whole: { variable: 'KEPT' },
            part: { variable: 'KEPT', lastPart: true },
            rule: { jsonFile: 'rule.json', replace: { WORD: 'KEPT' } },
            text: { file: 'a.json' },
            named: { fileNamedBy: 'FILE' },
          },
        },
      ];
      const script = renderScript(steps, { about: 'x', region: 'us-east-1', takes: ['FILE'] });
      writeFileSync(join(folder, 'run.sh'), script);
      const { status, stderr } = spawnSync('sh', ['run.sh', 'a b.pem'], {
        cwd: folder,
        env: { PATH: `${folder}:${process.env['PATH']}`, HOME: '/nowhere' },
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(readFileSync(join(folder, 'said'), 'utf8').split('\n')).toEqual([
        'iot',
        'first',
        '--name',
        `it's $HOME "x"`,
        '--is-on',
        '--no-is-off',
        '--json',
        `{"a":["$b","'"]}`,
        '--query',
        'a[0]',
        '--output',
        'text',
        'iot',
        'second',
        '--whole',
        'arn:x/last',
        '--part',
        'last',
        '--rule',
        `{"sql": "SELECT * FROM '$aws/last'"}`,
        '--text',
        'file://a.json',
        '--named',
        'file://a b.pem',
        '',
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.skipIf(process.platform === 'win32')('does nothing in another account', () => {
    const folder = mkdtempSync(join(tmpdir(), 'certprov-script-'));
    try {
      writeFileSync(join(folder, 'aws'), '#!/bin/sh\necho "$1 $2" >> said\necho 999999999999\n', { mode: 0o755 });
      const kit = kitOf('claim', {});
      const { text } = renderKit(kit, OUTCOMES.claim, TARGET).find(({ path }) => path === 'apply.sh')!;
      writeFileSync(join(folder, 'apply.sh'), text);
      const { status, stderr } = spawnSync('sh', ['apply.sh'], {
        cwd: folder,
        env: { PATH: `${folder}:${process.env['PATH']}` },
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({ status: 1, stderr: 'not account 000000000000\n' });
      expect(readFileSync(join(folder, 'said'), 'utf8')).toBe('sts get-caller-identity\n');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
