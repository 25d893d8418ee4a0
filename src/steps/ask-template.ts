import { ACM_PCA_TEMPLATES, type AcmPcaTemplate } from '../authority/acm-pca/acm-pca-template.ts';
import { DEFAULT_SHARE_PERMISSION } from '../checks/authority-shared.ts';
import type { Choice, Prompter } from '../terminal/prompter.ts';

interface TemplateQuestion {
  /** `--ca-template` */
  readonly given: AcmPcaTemplate | undefined;
  /** The account that owns the CA, when it is another one. */
  readonly sharedBy: string | undefined;
}

const [CLIENT, CLIENT_AND_SERVER] = ACM_PCA_TEMPLATES;

const CHOICES: readonly Choice<AcmPcaTemplate>[] = [
  {
    value: CLIENT,
    label: `${CLIENT.padEnd(34)}  for TLS clients alone`,
    short: CLIENT,
    description: 'the resource share of the CA needs a permission for it, which the default one is not',
  },
  {
    value: CLIENT_AND_SERVER,
    label: `${CLIENT_AND_SERVER.padEnd(34)}  for TLS servers as well`,
    short: CLIENT_AND_SERVER,
    description: `the default permission of a share lets it pass (${DEFAULT_SHARE_PERMISSION})`,
  },
];

/** A question only for a CA of another account, whose resource share decides which templates pass. */
export async function askTemplate({ given, sharedBy }: TemplateQuestion, prompter: Prompter): Promise<AcmPcaTemplate> {
  if (given !== undefined) return given;
  if (sharedBy === undefined) return CLIENT;
  return prompter.select({
    flag: '--ca-template',
    message: `By which template does account ${sharedBy} let you ask?`,
    recommended: CLIENT,
    choices: CHOICES,
  });
}
