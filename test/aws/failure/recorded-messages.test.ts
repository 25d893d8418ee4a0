import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error -- the scripts are plain JavaScript
import { readModules } from '../../../scripts/house-figures.mjs';
import { awsError } from '../../../src/aws/failure/aws-error.ts';
import { AWS_SAYS, SDK_SAYS } from '../../../src/aws/failure/recorded-messages.ts';
import { packageRoot } from '../../../src/local/package-root.ts';

const TABLE = 'aws/failure/recorded-messages.ts';
const messages = Object.entries({ ...AWS_SAYS, ...SDK_SAYS });

interface Module {
  readonly path: string;
  readonly text: string;
}

const modules = (readModules(join(packageRoot(), 'src')) as readonly Module[]).filter(
  ({ path }) => !path.startsWith('sandbox/') && path !== TABLE,
);

describe('the messages of AWS that certprov reads', () => {
  it.each(messages)('%s: finds its recorded texts, and has a source', (_name, { pattern, texts, source }) => {
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) expect(text).toMatch(pattern);
    expect(source).toMatch(/^https:\/\/\S+|^@smithy\//);
  });

  it.each(messages)('%s: is not met in what is said where nothing is wrong', (_name, { pattern }) => {
    for (const text of ['', 'OK', 'The function is Active.', '{"certificatePem":"-----BEGIN CERTIFICATE-----"}'])
      expect(text).not.toMatch(pattern);
  });

  it.each(messages)('%s: is used by the program', (name) => {
    expect(modules.filter(({ text }) => text.includes(`.${name}.`) || text.includes(`'${name}'`))).not.toEqual([]);
  });
});

/** The arguments of `.test(…)` and `.exec(…)`, and the objects of `.match(…)`, `.includes(…)` and the like. */
const MATCHED =
  /\.(?:test|exec)\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)|([\w$.!?[\]']+)\.(?:match|matchAll|search|includes|startsWith|endsWith|indexOf)\(/g;

/** What a refusal's or a failure's words are called in this program. */
const WORDS = /\b(?:message|errorMessage|stateReason|statusReason|lastUpdateStatusReason|payload|logTail)\b/i;

/** With whose words it reads, if not AWS's. */
const OTHERS: Readonly<Record<string, string>> = {
  'authority/http/transport-failure.ts': 'OpenSSL',
  'aws/credentials/role-credentials.ts': "this program's own",
  'checks/trial/denied-to-function.ts': "the signer's own, which it adds to AWS's",
  'checks/trial/function-error.ts': "the signer's own and Node's, beside those of the table",
  'checks/trial/rules/answer-shape.ts': "the function's own answer",
  'commands/device/provision-step.ts': "this program's own",
  'commands/dry-run/run-trial.ts': "the signer's own",
  'csr/extension-content.ts': "this program's own",
  'proxy/proxy-fault.ts': "hpagent's",
  'terminal/accessible-prompter.ts': "a question's",
  'terminal/interview/interview.ts': "a question's",
};

describe('every other file', () => {
  it('leaves it to the table to read messages of AWS', () => {
    const reading = modules.flatMap(({ path, text }) =>
      [...text.matchAll(MATCHED)]
        .filter(
          ([all, argument = '', object = '']) => WORDS.test(argument || object) && !/_SAYS\b/.test(before(text, all)),
        )
        .map(() => path),
    );
    expect([...new Set(reading)].toSorted()).toEqual(Object.keys(OTHERS).toSorted());
  });

  it('has no pattern that is a sentence of AWS', () => {
    const texts = messages.flatMap(([, message]) => message.texts);
    const sentences = modules.flatMap(({ path, text }) =>
      [...text.matchAll(/(?<![\w)\]/*<]\s?)\/((?:[^/\n\\[]|\\.|\[(?:[^\]\n\\]|\\.)*\])+)\/([dgimsuvy]*)/g)]
        .filter(([, source = '']) => /[A-Za-z]{3,} [A-Za-z]{2,}/.test(source))
        .filter(([, source = '', flags = '']) => isPatternOf(source, flags, texts))
        .map(([all]) => `${path}: ${all}`),
    );
    expect(sentences).toEqual([]);
  });
});

/** The line in which a piece of a file begins, up to its end. */
const before = (text: string, piece: string): string => {
  const at = text.indexOf(piece);
  return text.slice(text.lastIndexOf('\n', at), at + piece.length);
};

function isPatternOf(source: string, flags: string, texts: readonly string[]): boolean {
  try {
    const pattern = new RegExp(source, flags.replaceAll(/[gy]/g, ''));
    return texts.some((text) => pattern.test(text));
  } catch {
    return false;
  }
}

describe('a refusal in the recorded words', () => {
  const call = {
    action: 'secretsmanager:CreateSecret',
    resource: 'certprov/signer',
    region: 'eu-central-1',
    endpointHost: undefined,
    attempts: 1,
    mayHaveApplied: false,
  };
  const thrown = (name: string, message: string, status: number): Error =>
    Object.assign(new Error(message), {
      name,
      $metadata: { httpStatusCode: status, requestId: 'r-1' },
      $response: { statusCode: status, headers: {} },
    });

  it('is a missing permission on the key where Secrets Manager may not use it, and no statement for the secret is given', () => {
    const error = awsError(thrown('AccessDeniedException', 'Access to KMS is not allowed', 400), call);
    expect(error.code).toBe('AWS_ACCESS_DENIED');
    expect(error.message).toBe(
      'secretsmanager:CreateSecret was refused: AWS KMS does not let the caller use the key that encrypts the secret',
    );
    expect(error.fix).toContain('kms:GenerateDataKey');
    expect(error.details).toMatchObject({ statement: undefined, definite: true });
  });

  it.each(['', 'UnknownError'])('says that AWS gives no reason where it gives none: %j', (message) => {
    const resource = 'arn:aws:lambda:eu-central-1:999988887777:function:signer';
    const error = awsError(thrown('AccessDeniedException', message, 403), {
      ...call,
      action: 'lambda:GetFunction',
      resource,
    });
    expect(error.code).toBe('AWS_ACCESS_DENIED');
    expect(error.message).toBe('lambda:GetFunction was refused with HTTP 403, and AWS gives no reason');
    expect(error.fix).toContain(`where ${resource} belongs to another account`);
    expect(error.details).toMatchObject({ statement: { Action: 'lambda:GetFunction', Resource: resource } });
  });

  it('names the code where another refusal has no words', () => {
    const error = awsError(thrown('InvalidParameterValueException', 'UnknownError', 400), call);
    expect(error.message).toBe('secretsmanager:CreateSecret was refused: InvalidParameterValueException, HTTP 400');
  });
});
