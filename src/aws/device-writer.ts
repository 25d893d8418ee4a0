import {
  CreateProvisioningClaimCommand,
  CreateProvisioningTemplateCommand,
  DeleteCertificateCommand,
  DeleteProvisioningTemplateCommand,
  IoTClient,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';
import { wasThere } from './absent.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import type { DeviceWriter } from './ports/device-ports.ts';
import { present } from './present.ts';

export function deviceWriter(connection: Connection): DeviceWriter {
  const iot = connectClient(IoTClient, connection, 'iot', 'write');
  const call = callOver(connection);

  return {
    async createProvisioningClaim(templateName) {
      const action = 'iot:CreateProvisioningClaim';
      // A claim whose answer was lost is used by nobody and ends in five minutes, so a repeat does no harm.
      const answer = await call({ action, repeat: 'always' }, (options) =>
        iot.send(new CreateProvisioningClaimCommand({ templateName }), options),
      );
      return {
        certificateId: present(answer.certificateId, 'certificateId', action),
        certificatePem: present(answer.certificatePem, 'certificatePem', action),
        privateKeyPem: present(answer.keyPair?.PrivateKey, 'keyPair.PrivateKey', action),
        expiration: answer.expiration,
      };
    },

    async createProvisioningTemplate({ templateName, description, templateBody, provisioningRoleArn, enabled, tags }) {
      const action = 'iot:CreateProvisioningTemplate';
      const command = new CreateProvisioningTemplateCommand({
        templateName,
        description,
        templateBody,
        provisioningRoleArn,
        enabled,
        type: 'FLEET_PROVISIONING',
        tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      });
      const answer = await call({ action, repeat: 'refused' }, (options) => iot.send(command, options));
      return { templateArn: present(answer.templateArn, 'templateArn', action) };
    },

    deleteProvisioningTemplate: (templateName) =>
      wasThere(
        call({ action: 'iot:DeleteProvisioningTemplate', repeat: 'always' }, (options) =>
          iot.send(new DeleteProvisioningTemplateCommand({ templateName }), options),
        ),
      ),

    async updateCertificateStatus(certificateId, newStatus) {
      await call({ action: 'iot:UpdateCertificate', repeat: 'always' }, (options) =>
        iot.send(new UpdateCertificateCommand({ certificateId, newStatus }), options),
      );
    },

    deleteCertificate: (certificateId) =>
      wasThere(
        call({ action: 'iot:DeleteCertificate', repeat: 'always' }, (options) =>
          iot.send(new DeleteCertificateCommand({ certificateId }), options),
        ),
      ),
  };
}
