import {
  DescribeCertificateCommand,
  DescribeEndpointCommand,
  DescribeProvisioningTemplateCommand,
  IoTClient,
} from '@aws-sdk/client-iot';
import { orUndefined } from './absent.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import type { DeviceReader } from './ports/device-ports.ts';
import { present } from './present.ts';

/** `iot:Data` is for devices that trust older roots only; all of AWS's SDKs use this one. */
const ENDPOINT_TYPE = 'iot:Data-ATS';

export function deviceReader(connection: Connection): DeviceReader {
  const iot = connectClient(IoTClient, connection, 'iot', 'read');
  const call = callOver(connection);

  return {
    async describeEndpoint() {
      const action = 'iot:DescribeEndpoint';
      const answer = await call({ action, repeat: 'always' }, (options) =>
        iot.send(new DescribeEndpointCommand({ endpointType: ENDPOINT_TYPE }), options),
      );
      return present(answer.endpointAddress, 'endpointAddress', action);
    },

    async describeProvisioningTemplate(templateName) {
      const action = 'iot:DescribeProvisioningTemplate';
      const answer = await orUndefined(
        call({ action, repeat: 'always' }, (options) =>
          iot.send(new DescribeProvisioningTemplateCommand({ templateName }), options),
        ),
      );
      if (!answer) return undefined;
      return {
        templateName: answer.templateName ?? templateName,
        templateArn: answer.templateArn ?? '',
        enabled: answer.enabled ?? false,
        type: answer.type ?? 'FLEET_PROVISIONING',
        templateBody: present(answer.templateBody, 'templateBody', action),
        provisioningRoleArn: answer.provisioningRoleArn,
        preProvisioningHookArn: answer.preProvisioningHook?.targetArn,
      };
    },

    async describeCertificate(certificateId) {
      const action = 'iot:DescribeCertificate';
      const answer = await orUndefined(
        call({ action, repeat: 'always' }, (options) =>
          iot.send(new DescribeCertificateCommand({ certificateId }), options),
        ),
      );
      if (!answer) return undefined;
      const described = answer.certificateDescription;
      return {
        certificateId: described?.certificateId ?? certificateId,
        certificateArn: present(described?.certificateArn, 'certificateArn', action),
        certificatePem: present(described?.certificatePem, 'certificatePem', action),
        status: present(described?.status, 'status', action),
        certificateMode: described?.certificateMode,
        caCertificateId: described?.caCertificateId,
      };
    },
  };
}
