import {
  DescribeCertificateProviderCommand,
  DescribeEncryptionConfigurationCommand,
  IoTClient,
  ListCertificateProvidersCommand,
  ListProvisioningTemplatesCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-iot';
import { CertprovError } from '../errors.ts';
import { orUndefined } from './absent.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import { allPages, pages } from './pages.ts';
import type { AwsReader, CertificateProvider, ProvisioningTemplateSummary } from './ports/ports.ts';
import { listed, present } from './present.ts';
import { waitFor } from './wait.ts';

type IotReader = Pick<
  AwsReader,
  | 'certificateProviderNames'
  | 'listCertificateProviders'
  | 'describeCertificateProvider'
  | 'listTags'
  | 'listProvisioningTemplates'
  | 'iotEncryption'
>;

interface ProviderSummary {
  readonly name: string;
  readonly arn: string;
}

/** How long two answers that contradict each other are asked for again. */
const CONTRADICTION_MS = 5_000;

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

  /**
   * One that is listed and not found may have gone between the two calls, or one of the answers is old. `gone` when the list
   * says so too; as long as it does not, who signs is not known.
   */
  const describeListed = async ({ name, arn }: ProviderSummary): Promise<CertificateProvider | 'gone'> => {
    const found = await waitFor(
      async () => {
        const provider = await describe(name, arn);
        if (provider) return provider;
        return (await allPages(summaries())).some((one) => one.name === name) ? undefined : 'gone';
      },
      { limitMs: CONTRADICTION_MS },
    );
    if (found) return found;
    throw new CertprovError(
      'AWS_FAILED',
      `AWS lists the certificate provider "${name}", and says that it is not there when it is asked for it: who signs is not known`,
      { fix: 'run the same command again in a minute; if it goes on, see https://health.aws.amazon.com' },
    );
  };

  return {
    async certificateProviderNames() {
      return (await allPages(summaries())).map(({ name }) => name);
    },

    async listCertificateProviders() {
      const described: CertificateProvider[] = [];
      for (const summary of await allPages(summaries())) {
        const provider = await describeListed(summary);
        if (provider !== 'gone') described.push(provider);
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

    async iotEncryption() {
      const action = 'iot:DescribeEncryptionConfiguration';
      const answer = await call({ action, repeat: 'always' }, (options) =>
        iot.send(new DescribeEncryptionConfigurationCommand({}), options),
      );
      const { kmsKeyArn, kmsAccessRoleArn, configurationDetails: details } = answer;
      return {
        encryptionType: present(answer.encryptionType, 'encryptionType', action),
        ...(kmsKeyArn ? { kmsKeyArn } : {}),
        ...(kmsAccessRoleArn ? { kmsAccessRoleArn } : {}),
        status: details?.configurationStatus,
        errorCode: details?.errorCode,
        errorMessage: details?.errorMessage,
      };
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
