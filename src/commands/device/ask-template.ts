import { allPages } from '../../aws/pages.ts';
import type { ProvisioningTemplate, ProvisioningTemplateSummary } from '../../aws/ports/ports.ts';
import type { ReadingContext } from '../../context.ts';
import { CertprovError, EXIT, inputRequired, isAccessDenied } from '../../errors.ts';
import type { Choice } from '../../terminal/prompter.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { yellow } from '../../terminal/style.ts';

/** The template and, where the caller may read it, what it says. */
export interface ChosenTemplate {
  readonly templateName: string;
  /** Undefined when this caller may not describe it; a device need not. */
  readonly described: ProvisioningTemplate | undefined;
}

const DISABLED = 'AWS IoT refuses every device of a template that is disabled';

/** The template of the flag, else one of the list; one that could not serve a device is refused before anything is made. */
export async function chooseTemplate(flag: string | undefined, context: ReadingContext): Promise<ChosenTemplate> {
  const templateName = flag ?? (await askTemplate(context));
  const described = await describeTemplate(templateName, context);
  if (described === undefined) return { templateName, described };
  if (described.type === 'JITP') {
    throw unusable(`${templateName} is a template for just-in-time provisioning, whose devices bring a certificate`);
  }
  if (!described.enabled) {
    throw unusable(
      `the template ${templateName} is disabled: ${DISABLED}`,
      `enable it, if that is what you want: \`${context.awsCli(`iot update-provisioning-template --template-name ${templateName} --enabled`)}\``,
    );
  }
  return { templateName, described };
}

const unusable = (message: string, fix = 'name a template for fleet provisioning: --template'): CertprovError =>
  new CertprovError('TEMPLATE_UNUSABLE', message, { fix, exitCode: EXIT.blocked, details: { flag: '--template' } });

async function describeTemplate(
  templateName: string,
  { reader, place, output }: ReadingContext,
): Promise<ProvisioningTemplate | undefined> {
  try {
    const described = await reader.describeProvisioningTemplate(templateName);
    if (described) return described;
  } catch (error) {
    if (!isAccessDenied(error)) throw error;
    output.say(yellow(`! what the template asks of a device is not known: ${error.message}`));
    return undefined;
  }
  const names = (await allPages(reader.listProvisioningTemplates()))
    .filter(({ type, enabled }) => type !== 'JITP' && enabled)
    .map((template) => template.templateName);
  throw new CertprovError(
    'AWS_NOT_FOUND',
    `there is no provisioning template ${templateName} in ${place.account}, ${place.region}`,
    {
      fix:
        names.length === 0
          ? 'make one for fleet provisioning first, or check the Region'
          : `choose one of ${names.slice(0, 10).join(', ')}`,
      exitCode: EXIT.usage,
      details: { flag: '--template' },
    },
  );
}

async function askTemplate({ reader, prompter, place }: ReadingContext): Promise<string> {
  if (!prompter.interactive) throw inputRequired('--template');
  const templates = await allPages(reader.listProvisioningTemplates());
  if (templates.length === 0) {
    throw new CertprovError('AWS_NOT_FOUND', `${place.account}, ${place.region} has no provisioning template`, {
      fix: 'make one first, or check the Region',
      exitCode: EXIT.usage,
    });
  }
  const choices = templates.toSorted((a, b) => a.templateName.localeCompare(b.templateName)).map(asChoice);
  return prompter.search({
    flag: '--template',
    message: 'Which provisioning template registers the device?',
    source: async (term) =>
      choices.filter(({ value }) => value.toLowerCase().includes((term ?? '').trim().toLowerCase())),
  });
}

function asChoice({ templateName, type, enabled }: ProvisioningTemplateSummary): Choice<string> {
  const name = safeText(templateName);
  const reason = type === 'JITP' ? 'just-in-time provisioning' : enabled ? undefined : 'disabled';
  return { value: templateName, label: name, short: name, ...(reason === undefined ? {} : { disabled: reason }) };
}
