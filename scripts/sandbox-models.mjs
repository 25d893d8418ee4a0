// Writes what AWS's models say of the requests that the sandbox carries out: src/sandbox/wire/models/<service>.ts.
// The models are those in botocore (Apache-2.0). To renew them, or after a new operation of a service:
//   python3 -m pip install --target /tmp/botocore botocore==1.44.5
//   node scripts/sandbox-models.mjs /tmp/botocore/botocore
// With --check as the last word nothing is written: it fails when a file is not what the models say.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Folders of src/sandbox, and of the models. Amazon S3 is read by hand, and its model has next to no constraints. */
const SERVICES = {
  'acm-pca': 'acm-pca/2017-08-22',
  cloudtrail: 'cloudtrail/2013-11-01',
  cloudwatch: 'cloudwatch/2010-08-01',
  ec2: 'ec2/2016-11-15',
  iam: 'iam/2010-05-08',
  iot: 'iot/2015-05-28',
  kms: 'kms/2014-11-01',
  lambda: 'lambda/2015-03-31',
  logs: 'logs/2014-03-28',
  'secrets-manager': 'secretsmanager/2017-10-17',
  sts: 'sts/2011-06-15',
};

const [botocore, mode] = process.argv.slice(2);
if (botocore === undefined || !existsSync(join(botocore, 'data')))
  throw new Error('say where botocore is: node scripts/sandbox-models.mjs <folder of the package> [--check]');
const [, release] = /__version__ = '([^']+)'/.exec(await readFile(join(botocore, '__init__.py'), 'utf8'));

for (const [service, folder] of Object.entries(SERVICES)) {
  const model = JSON.parse(gunzipSync(await readFile(join(botocore, 'data', folder, 'service-2.json.gz'))));
  const listed = await readFile(new URL(`../src/sandbox/${service}/service.ts`, import.meta.url), 'utf8');
  const names = Object.keys(model.operations).filter((name) => new RegExp(`^ +${name}(:|,$)`, 'm').test(listed));
  const path = new URL(`../src/sandbox/wire/models/${service}.ts`, import.meta.url);
  const text = fileOf(service, names.toSorted(), model);
  if (mode !== '--check') await writeFile(path, text);
  else if (withoutRelease(await readFile(path, 'utf8')) !== withoutRelease(text))
    throw new Error(`src/sandbox/wire/models/${service}.ts is not what botocore ${release} says`);
}

function withoutRelease(text) {
  return text.replace(/botocore \S+,/, '');
}

function fileOf(service, operations, { metadata, operations: all, shapes }) {
  const reached = new Set();
  const inputs = operations.map((name) => [name, all[name].input?.shape]);
  for (const [, input] of inputs) if (input !== undefined) reach(input, shapes, reached);
  const requests = new Set(inputs.map(([, input]) => input));
  const named = [...reached]
    .filter((name) => !requests.has(name) && !isPlain(shapes[name]))
    .toSorted((left, right) => (left < right ? -1 : 1));
  const constant = `${service.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase())}Model`;
  return `import type { ServiceModel } from './service-model.ts';

/** Written by scripts/sandbox-models.mjs from botocore ${release}, ${metadata.serviceId} ${metadata.apiVersion} (Apache-2.0): not to be edited. */
// prettier-ignore
export const ${constant}: ServiceModel = {
  operations: {
${inputs.map(([name, input]) => line(name, input === undefined ? { type: 'structure' } : compact(shapes[input], shapes))).join('\n')}
  },
  shapes: {
${named.map((name) => line(name, compact(shapes[name], shapes))).join('\n')}
  },
};
`;
}

function line(name, shape) {
  return `    ${name}: ${JSON.stringify(shape)},`;
}

function reach(name, shapes, reached) {
  if (reached.has(name)) return;
  reached.add(name);
  const { members = {}, member, key, value } = shapes[name];
  for (const inner of [...Object.values(members), member, key, value]) if (inner) reach(inner.shape, shapes, reached);
}

/** Nothing is said of it but its type. */
function isPlain(shape) {
  return Object.keys(compact(shape, {})).length === 1;
}

/** A shape without constraints is named by its type alone, with a colon, which no name of AWS's has. */
function referred({ shape: name }, shapes) {
  return isPlain(shapes[name]) ? `:${shapes[name].type}` : name;
}

function compact({ type, required, members, member, key, value, min, max, pattern, enum: values, sensitive }, shapes) {
  const isEmpty = members === undefined || Object.keys(members).length === 0;
  const below = (inner) => (shapes[inner.shape] === undefined ? inner.shape : referred(inner, shapes));
  return {
    type,
    ...(required?.length > 0 && { required }),
    ...(!isEmpty && {
      members: Object.fromEntries(Object.entries(members).map(([name, inner]) => [name, below(inner)])),
    }),
    ...(member && { of: below(member) }),
    ...(key && { key: below(key), of: below(value) }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(pattern !== undefined && { pattern }),
    ...(values !== undefined && { values }),
    ...(sensitive && { sensitive }),
  };
}
