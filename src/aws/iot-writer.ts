import { CreateCertificateProviderCommand, DeleteCertificateProviderCommand, IoTClient } from '@aws-sdk/client-iot';
import { wasThere } from './absent.ts';
import { callOver } from './call.ts';
import { connectClient } from './connect-client.ts';
import type { Connection } from './connection.ts';
import type { AwsWriter } from './ports.ts';
import { present } from './present.ts';

type IotWriter = Pick<AwsWriter, 'createCertificateProvider' | 'deleteCertificateProvider'>;

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
        tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      });
      const answer = await call({ action, repeat: 'always' }, (options) => iot.send(command, options));
      return { certificateProviderArn: present(answer.certificateProviderArn, 'certificateProviderArn', action) };
    },

    deleteCertificateProvider: (certificateProviderName) =>
      wasThere(
        call({ action: 'iot:DeleteCertificateProvider', repeat: 'always' }, (options) =>
          iot.send(new DeleteCertificateProviderCommand({ certificateProviderName }), options),
        ),
      ),
  };
}
