import { anything, count, flag, list, object, oneOf, orNull, text, type Schema } from './shapes.ts';

export const finding = object({
  code: text('as in docs/findings.md'),
  severity: oneOf('blocker', 'warning'),
  summary: text(),
  'fix?': text(),
  'resource?': text(),
});

export const plan = object({ prepare: list(anything), switch: list(anything) }, 'what is done before, and the switch');

export const error = object(
  {
    code: text('as in docs/errors.md'),
    message: text(),
    exitCode: count,
    'fix?': text('what to do'),
    'aftermath?': text('how the account was left'),
    'details?': anything,
  },
  'why the command failed; a document without it is an answer',
);

export const nextCommands: Schema = {
  ...list(object({ command: text('as it is typed here'), why: text() })),
  description: 'what can be typed next; none is there where nothing is to be done',
};

const certificate = object({
  serialNumber: text(),
  subject: text(),
  issuer: text(),
  notBefore: text(),
  notAfter: text(),
});

/** Members of one trial signing. */
export const trialMembers = {
  verdict: oneOf('pass', 'fail'),
  checks: list(
    object({
      code: text('as in docs/trial-rules.md'),
      passed: flag,
      severity: oneOf('ok', 'note', 'fail'),
      title: text(),
      summary: text(),
      'fix?': text(),
    }),
  ),
  timings: anything,
  invoked: flag,
  certificates: list(certificate),
  notExercised: list(text()),
};

export const provisionedCertificate = certificate;

export const iotEncryption = orNull(anything);

export const rights = orNull(
  object({
    principal: orNull(text()),
    asked: count,
    'wayBack?': text(),
    missing: list(anything),
    unknown: list(anything),
    statements: list(anything),
  }),
);

export const canary = orNull(anything);

const calls = object({ calls: count, failed: count });

const ofAll = object({ read: count, total: count });

/** Members of what a provider touches: null where it could not be read, left out where nobody asked. */
export const impactMembers = {
  counts: object({ signedByYourCa: count, notAffected: count, cannotTell: count }),
  'templates?': orNull(list(object({ templateName: text(), verdict: text(), why: text(), claims: list(anything) }))),
  'metrics?': orNull(object({ days: count, fromCsr: calls, withKeys: calls })),
  'policies?': orNull(ofAll),
  'registeredCas?': orNull(ofAll),
  'httpCallers?': orNull(object({ days: count, isWhole: flag, callers: list(anything) })),
  'certificates?': orNull(anything),
  ceiling: anything,
  findings: list(finding),
};

/** Members of the document of `status`. */
export const statusMembers = {
  signing: oneOf('aws-managed', 'self-managed'),
  signer: text(),
  provider: orNull(anything),
  proof: orNull(
    object({
      state: text('proven, unproven, refused, or unknown'),
      at: orNull(text()),
      by: orNull(text()),
      serialNumber: orNull(text()),
      issuer: orNull(text()),
      reason: orNull(text()),
      message: orNull(text()),
      knownFrom: orNull(text()),
    }),
  ),
  metrics: orNull(anything),
  metricsSinceSwitch: orNull(anything),
  iotEncryption,
  fleetTemplates: list(text()),
  findings: list(finding),
  'network?': anything,
};
