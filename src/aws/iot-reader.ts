import {
  DescribeCertificateProviderCommand,
  IoTClient,
  ListCertificateProvidersCommand,
  ListProvisioningTemplatesCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-iot';
import { orUndefined } from './absent.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import { allPages, pages } from './pages.ts';
import type { AwsReader, CertificateProvider, ProvisioningTemplateSummary } from './ports/ports.ts';
import { listed, present } from './present.ts';

type IotReader = Pick<
  AwsReader,
  'listCertificateProviders' | 'describeCertificateProvider' | 'listTags' | 'listProvisioningTemplates'
>;

interface ProviderSummary {
  readonly name: string;
  readonly arn: string;
}

/** AWS's largest page of provisioning templates. */
const TEMPLATES_PAGE = 250;

export function iotReader(connection: Connection): IotReader {
  const iot = connectClient(IoTClient, connection, 'iot', 'read');
  const call = callOver(connection);

  const summaries = () => {
    const action = 'iot:ListCertificateProviders';
    return pages<ProviderSummary>(action, async (nextToken) => {
      const answer = await call({ action, repeat: 'always' }, (options) =>
        iot.send(new ListCertificateProvidersCommand({ nextToken }), options),
      );
      const items = listed(answer.certificateProviders, answer, 'certificateProviders', action).map((summary) => ({
        name: present(summary.certificateProviderName, 'certificateProviderName', action),
        arn: present(summary.certificateProviderArn, 'certificateProviderArn', action),
      }));
      return { items, next: answer.nextToken };
    });
  };

  /** AWS's example of this answer has no ARN; then the list has it. */
  const describe = async (name: string, listedArn?: string): Promise<CertificateProvider | undefined> => {
    const action = 'iot:DescribeCertificateProvider';
    const answer = await orUndefined(
      call({ action, repeat: 'always' }, (options) =>
        iot.send(new DescribeCertificateProviderCommand({ certificateProviderName: name }), options),
      ),
    );
    if (!answer) return undefined;
    const arn =
      answer.certificateProviderArn ??
      listedArn ??
      (await allPages(summaries())).find((summary) => summary.name === name)?.arn;
    return {
      certificateProviderName: answer.certificateProviderName ?? name,
      certificateProviderArn: present(arn, 'certificateProviderArn', action),
      lambdaFunctionArn: present(answer.lambdaFunctionArn, 'lambdaFunctionArn', action),
      accountDefaultForOperations: answer.accountDefaultForOperations ?? [],
      creationDate: answer.creationDate,
      lastModifiedDate: answer.lastModifiedDate,
    };
  };

  return {
    async listCertificateProviders() {
      const described: CertificateProvider[] = [];
      for (const { name, arn } of await allPages(summaries())) {
        const provider = await describe(name, arn);
        // Gone between the two calls.
        if (provider) described.push(provider);
      }
      return described;
    },

    describeCertificateProvider: (name) => describe(name),

    async listTags(resourceArn) {
      const action = 'iot:ListTagsForResource';
      const tags = await allPages(
        pages(action, async (nextToken) => {
          const answer = await call({ action, resource: resourceArn, repeat: 'always' }, (options) =>
            iot.send(new ListTagsForResourceCommand({ resourceArn, nextToken }), options),
          );
          return { items: answer.tags ?? [], next: answer.nextToken };
        }),
      );
      return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    },

    listProvisioningTemplates() {
      const action = 'iot:ListProvisioningTemplates';
      return pages<ProvisioningTemplateSummary>(action, async (nextToken) => {
        const answer = await call({ action, repeat: 'always' }, (options) =>
          iot.send(new ListProvisioningTemplatesCommand({ nextToken, maxResults: TEMPLATES_PAGE }), options),
        );
        const items = listed(answer.templates, answer, 'templates', action).map((template) => ({
          templateName: present(template.templateName, 'templateName', action),
          templateArn: template.templateArn ?? '',
          enabled: template.enabled ?? false,
          type: template.type ?? 'FLEET_PROVISIONING',
        }));
        return { items, next: answer.nextToken };
      });
    },
  };
}
