import { allPages } from '../../aws/pages.ts';
import type { AwsReader, KeyDescription } from '../../aws/ports/ports.ts';
import { whyKeyUnusable } from '../../checks/kms-key.ts';
import { CertprovError, EXIT, usageInvalid } from '../../errors.ts';
import type { Choice } from '../../terminal/prompter.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { StepTools } from '../step.ts';
import type { ExternalFlags, ExternalSettings } from './external.ts';

/** An own CA whose key never leaves AWS KMS. */
export async function askKms({ kmsKey }: ExternalFlags, tools: StepTools): Promise<ExternalSettings> {
  const key = kmsKey === undefined ? await pickKey(tools) : await keyNamed(kmsKey, tools.aws);
  return { config: { kind: 'kms', keyArn: key.keyArn } };
}

async function keyNamed(name: string, aws: AwsReader): Promise<KeyDescription> {
  const key = await aws.describeKey(name);
  if (!key) {
    throw new CertprovError('AWS_NOT_FOUND', `there is no KMS key ${name} here`, {
      fix: 'pass the id, the ARN or alias/… of a key of this Region with --kms-key',
      exitCode: EXIT.usage,
    });
  }
  const why = whyKeyUnusable(key);
  if (why) throw usageInvalid(`the KMS key ${name} ${why}`, MAKE_ONE);
  return key;
}

const MAKE_ONE = 'make a CA with a key of its own: `certprov ca create --subject CN=Device-CA --out device-ca.pem`';

async function pickKey({ aws, output, prompter }: StepTools): Promise<KeyDescription> {
  const keys = await whenSlow('reading the KMS keys', output, allPages(aws.listSigningKeys()));
  if (!keys.some((key) => whyKeyUnusable(key) === undefined)) {
    throw new CertprovError('PLAN_BLOCKED', 'no KMS key of this account and Region can sign certificates', {
      fix: MAKE_ONE,
      exitCode: EXIT.blocked,
    });
  }
  const width = Math.min(32, Math.max(...keys.map((key) => nameOf(key).length)));
  return prompter.select({
    flag: '--kms-key',
    message: "Which KMS key is your CA's key?",
    choices: keys.map((key): Choice<KeyDescription> => {
      const why = whyKeyUnusable(key);
      return {
        value: key,
        id: key.keyArn,
        label: why ? nameOf(key).padEnd(width - 2) : `${nameOf(key).padEnd(width)}  ${key.keySpec}`,
        short: nameOf(key),
        description: key.description || key.keyArn,
        ...(why ? { disabled: why } : {}),
      };
    }),
  });
}

const nameOf = ({ aliases, keyId }: KeyDescription): string => aliases[0] ?? keyId;
