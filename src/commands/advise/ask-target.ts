import { ACCOUNT, type AccountPlace } from '../../aws/arn.ts';
import { usageInvalid } from '../../errors.ts';
import { partitionOf, REGION } from '../../partitions.ts';
import type { Prompter } from '../../terminal/prompter.ts';
import type { Way } from './ways.ts';
import type { Target } from './kit/kit.ts';

export interface TargetFlags {
  readonly account?: string;
  readonly region?: string;
  readonly partition?: string;
  readonly templateName?: string;
  readonly bucket?: string;
}

const DEFAULT_TEMPLATE_NAME = 'fleet';

/** Thirty-six characters are AWS's limit; a hyphen at an end would make names that read badly. */
const NAME = {
  pattern: /^(?=.{1,36}$)[0-9A-Za-z]+([_-][0-9A-Za-z]+)*$/,
  says: 'a template name has at most 36 letters, digits, - and _',
};
const BUCKET = { pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, says: 'a bucket has 3 to 63 of a-z, 0-9, . and -' };

interface Rule {
  readonly pattern: RegExp;
  readonly says: string;
}

/** For whom the artefacts are: they carry its names, so that nobody has to fill in any. */
export async function askTarget(way: Way, flags: TargetFlags, prompter: Prompter): Promise<Target> {
  const name = checked('--template-name', flags.templateName ?? DEFAULT_TEMPLATE_NAME, NAME);
  const account = await asked('--account', 'Number of the AWS account?', flags.account, ACCOUNT, prompter);
  const region = await asked('--region', 'Region?', flags.region, REGION, prompter);
  const place: AccountPlace = { account, region, partition: flags.partition ?? partitionOf(region).id };
  if (way !== 'bulk') return { place, name };
  const bucket = await asked('--bucket', 'S3 bucket in that Region for the list?', flags.bucket, BUCKET, prompter);
  return { place, name, bucket };
}

async function asked(
  flag: string,
  message: string,
  given: string | undefined,
  rule: Rule,
  prompter: Prompter,
): Promise<string> {
  if (given !== undefined) return checked(flag, given, rule);
  return prompter.input({ flag, message, validate: (text) => (rule.pattern.test(text) ? undefined : rule.says) });
}

function checked(flag: string, text: string, { pattern, says }: Rule): string {
  if (!pattern.test(text)) throw usageInvalid(`${flag} ${text}: ${says}`);
  return text;
}
