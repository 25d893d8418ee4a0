import {
  CreateCertificateProviderCommand,
  DeleteCertificateProviderCommand,
  IoTClient,
  TagResourceCommand,
} from '@aws-sdk/client-iot';
import { deletionBy } from './absent.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import type { AwsWriter } from './ports/ports.ts';
import { present } from './present.ts';

type IotWriter = Pick<AwsWriter, 'createCertificateProvider' | 'deleteCertificateProvider' | 'tagIotResource'>;

export function iotWriter(connection: Connection): IotWriter {
  const iot = connectClient(IoTClient, connection, 'iot', 'write');
  const call = callOver(connection);

  return {
    async createCertificateProvider({ certificateProviderName, lambdaFunctionArn, clientToken, tags }) {
      const action = 'iot:CreateCertificateProvider';
      const command = new CreateCertificateProviderCommand({
        certificateProviderName,
        lambdaFunctionArn,
        accountDefaultForOperations: ['CreateCertificateFromCsr'],
        // The caller's, so that a repeat is the same request also after a crash.
        clientToken,
        tags: tagList(tags),
      });
      const answer = await call({ action, repeat: 'always' }, (options) => iot.send(command, options));
      return { certificateProviderArn: present(answer.certificateProviderArn, 'certificateProviderArn', action) };
    },

    /** @see https://docs.aws.amazon.com/iot/latest/apireference/API_TagResource.html */
    async tagIotResource(resourceArn, tags) {
      await call({ action: 'iot:TagResource', resource: resourceArn, repeat: 'always' }, (options) =>
        iot.send(new TagResourceCommand({ resourceArn, tags: tagList(tags) }), options),
      );
    },

    deleteCertificateProvider: (certificateProviderName) =>
      deletionBy(
        call({ action: 'iot:DeleteCertificateProvider', repeat: 'always' }, (options) =>
          iot.send(new DeleteCertificateProviderCommand({ certificateProviderName }), options),
        ),
      ),
  };
}

const tagList = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
