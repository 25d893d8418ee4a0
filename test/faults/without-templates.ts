import { DeleteProvisioningTemplateCommand, IoTClient, ListProvisioningTemplatesCommand } from '@aws-sdk/client-iot';
import type { Account } from '../e2e/account.ts';

/** The canary then makes a template of its own. */
export async function withoutTemplates(start: Account): Promise<Account> {
  const account = start.copy();
  await account.elsewhere(async (client) => {
    const iot = new IoTClient(client);
    const { templates = [] } = await iot.send(new ListProvisioningTemplatesCommand({}));
    for (const { templateName } of templates) await iot.send(new DeleteProvisioningTemplateCommand({ templateName }));
  });
  return account;
}
