import {
  canary,
  error,
  finding,
  impactMembers,
  iotEncryption,
  nextCommands,
  plan,
  provisionedCertificate,
  rights,
  statusMembers,
  trialMembers,
} from './parts.ts';
import { always, anything, count, either, flag, list, object, oneOf, orNull, text, type Schema } from './shapes.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

const PLACE = { account: text('AWS account'), region: text('AWS Region') };
const ON_ACCOUNT = { ...PLACE, 'caller?': text('ARN of whoever called') };
const NOWHERE = {};

interface Answer {
  /** Of which account it speaks. */
  readonly of: { readonly [member: string]: Schema };
  readonly members: { readonly [member: string]: Schema };
}

/** What `--json` prints when a command comes to its end, but for what every document has. */
const ANSWERS: { readonly [command: string]: Answer } = {
  init: {
    of: ON_ACCOUNT,
    members: {
      applied: flag,
      plan,
      'alreadyOn?': flag,
      'provider?': anything,
      'impact?': object(impactMembers),
      rights,
      'iotEncryption?': iotEncryption,
      'findings?': list(finding),
      'trial?': anything,
      'trials?': list(anything),
      'tried?': anything,
      'canary?': canary,
      'status?': object({ command: always('status'), ...PLACE, ...statusMembers }),
      'next?': anything,
    },
  },
  impact: { of: ON_ACCOUNT, members: { signing: oneOf('aws-managed', 'self-managed'), ...impactMembers } },
  'dry-run': {
    of: ON_ACCOUNT,
    members: {
      functionArn: orNull(text()),
      ...trialMembers,
      'trials?': list(object({ csr: text(), ...trialMembers })),
      'out?': text('where the certificate was written'),
    },
  },
  status: { of: ON_ACCOUNT, members: statusMembers },
  canary: { of: ON_ACCOUNT, members: { provider: text(), functionArn: text(), canary, rights } },
  rollback: {
    of: ON_ACCOUNT,
    members: {
      rolledBack: flag,
      provider: orNull(text()),
      removed: list(text()),
      kept: list(text()),
      caKeys: list(text()),
      signing: text('who signs now'),
      'elsewhere?': list(anything),
      'next?': anything,
    },
  },
  'ca create': {
    of: ON_ACCOUNT,
    members: {
      applied: flag,
      'plan?': plan,
      'key?': text(),
      'file?': text(),
      'holds?': oneOf('certificate', 'request'),
    },
  },
  'ca delete': {
    of: ON_ACCOUNT,
    members: { key: text(), marked: oneOf('before', 'now'), recoveryDays: orNull(count) },
  },
  'device provision': {
    of: ON_ACCOUNT,
    members: {
      templateName: text(),
      by: oneOf('claim', 'trusted-user'),
      keysBy: oneOf('device', 'aws'),
      format: text('of the messages: json or cbor'),
      endpoint: text(),
      mqtt: anything,
      certificateId: text(),
      certificate: provisionedCertificate,
      checks: list(object({ code: text(), severity: text(), summary: text() })),
      thingName: orNull(text()),
      deviceConfiguration: anything,
      reconnectedAs: text(),
      files: anything,
      removal: list(text()),
      'messages?': list(anything),
    },
  },
  advise: {
    of: NOWHERE,
    members: {
      way: text(),
      name: text(),
      inShort: text(),
      'decidedBy?': anything,
      'why?': text(),
      'runnerUp?': text(),
      'whyNot?': text(),
      setUp: list(text()),
      deviceLogic: list(text()),
      risks: list(text()),
      'trap?': text(),
      certificateProvider: object({ affected: text(), says: text() }),
      sources: list(text()),
      'files?': list(text()),
    },
  },
  'policy check': {
    of: ON_ACCOUNT,
    members: {
      for: list(text()),
      verdict: oneOf('allowed', 'denied', 'unknown'),
      principal: orNull(text()),
      asked: count,
      missing: list(anything),
      unknown: list(anything),
      statements: list(anything),
    },
  },
  'sandbox serve': {
    of: PLACE,
    members: { 'endpoint?': text(), 'mqtt?': anything, 'proxy?': text() },
  },
  'sandbox info': {
    of: PLACE,
    members: {
      folder: text(),
      serving: orNull(text()),
      mqtt: orNull(anything),
      environment: anything,
      holds: anything,
    },
  },
  'sandbox reset': { of: NOWHERE, members: { reset: always(true), folder: text(), like: list(text()) } },
  'sandbox policy': { of: NOWHERE, members: { operatorPolicy: orNull(text()), kind: text() } },
  'sandbox idle': { of: NOWHERE, members: { idle: text() } },
  'sandbox network': { of: NOWHERE, members: { port: count, state: text() } },
  'sandbox fault': {
    of: NOWHERE,
    members: {
      ordered: object({ operation: text(), kind: text(), times: either(count, text()), 'delayMs?': count }),
    },
  },
};

/** Documents of IAM, Lambda and JSON Schema: what they take has no place for more. */
const FOREIGN: { readonly [command: string]: { readonly description: string; readonly schema: Schema } } = {
  'policy operator': {
    description: 'A policy document of IAM.',
    schema: object({ Version: text(), Statement: list(anything) }),
  },
  'policy signer': {
    description: 'A policy document of IAM.',
    schema: object({ Version: text(), Statement: list(anything) }),
  },
  'policy invoke': { description: 'A statement for lambda:AddPermission.', schema: anything },
  schema: { description: 'A JSON Schema.', schema: object({ $schema: text(), title: text() }) },
};

/** Not every document knows its account: the command may have failed before. */
const ENVELOPE = {
  certprov: { ...always(1), description: 'version of the document' },
  'account?': PLACE.account,
  'region?': PLACE.region,
  'caller?': ON_ACCOUNT['caller?'],
  'nextCommands?': nextCommands,
};

/** What is printed when a command fails; one that does not know its command was given words that name none. */
const failure = (command: string | undefined): Schema =>
  object({
    ...ENVELOPE,
    ...(command === undefined ? { 'command?': text() } : { command: always(command) }),
    error,
  });

const success = (command: string, { of, members }: Answer): Schema => {
  const { certprov, 'nextCommands?': next } = ENVELOPE;
  return object({ certprov, command: always(command), ...of, ...members, 'nextCommands?': next });
};

/** By command: its answer and its failure; `error` is what is printed when the words of the call name no command. */
export const SCHEMAS: { readonly [command: string]: Schema } = {
  ...Object.fromEntries(
    Object.entries(ANSWERS).map(([command, answer]) => [
      command,
      {
        $schema: DIALECT,
        title: `certprov ${command} --json`,
        anyOf: [success(command, answer), failure(command)],
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(FOREIGN).map(([command, { description, schema }]) => [
      command,
      { $schema: DIALECT, title: `certprov ${command}`, description, anyOf: [schema, failure(command)] },
    ]),
  ),
  error: { $schema: DIALECT, title: 'certprov, called with words that name no command', ...failure(undefined) },
};
