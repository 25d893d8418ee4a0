import {
  DescribeCACertificateCommand,
  GetPolicyCommand,
  IoTClient,
  ListAttachedPoliciesCommand,
  ListCACertificatesCommand,
  ListCertificatesCommand,
  ListPoliciesCommand,
  ListTargetsForPolicyCommand,
} from '@aws-sdk/client-iot';
import { orUndefined } from './absent.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import type { FleetReader, RegisteredCaSummary } from './ports/fleet-ports.ts';
import { allPages, pages } from './pages.ts';
import { listed, present } from './present.ts';

/** AWS's largest page of each of these lists. */
const PAGE_SIZE = 250;

export function fleetReader(connection: Connection): Omit<FleetReader, 'onboardingMetrics' | 'httpSignings'> {
  const iot = connectClient(IoTClient, connection, 'iot', 'read');
  const call = callOver(connection);

  return {
    listPolicies() {
      const action = 'iot:ListPolicies';
      return pages<string>(action, async (marker) => {
        const answer = await call({ action, repeat: 'always' }, (options) =>
          iot.send(new ListPoliciesCommand({ marker, pageSize: PAGE_SIZE }), options),
        );
        const items = listed(answer.policies, answer, 'policies', action).map(({ policyName }) =>
          present(policyName, 'policyName', action),
        );
        return { items, next: answer.nextMarker };
      });
    },

    async policyDocument(policyName) {
      const action = 'iot:GetPolicy';
      const answer = await orUndefined(
        call({ action, repeat: 'always' }, (options) => iot.send(new GetPolicyCommand({ policyName }), options)),
      );
      return answer && present(answer.policyDocument, 'policyDocument', action);
    },

    // Reads that the SDK sends with POST: what keeps a reader from writing goes by the name of the command.
    async policyTargets(policyName) {
      const action = 'iot:ListTargetsForPolicy';
      const answer = await orUndefined(
        call({ action, repeat: 'always' }, (options) =>
          iot.send(new ListTargetsForPolicyCommand({ policyName, pageSize: PAGE_SIZE }), options),
        ),
      );
      return answer && { targets: answer.targets ?? [], hasMore: answer.nextMarker !== undefined };
    },

    async listAttachedPolicies(target) {
      const action = 'iot:ListAttachedPolicies';
      return allPages(
        pages<string>(action, async (marker) => {
          const answer = await call({ action, resource: target, repeat: 'always' }, (options) =>
            iot.send(
              new ListAttachedPoliciesCommand({ target, recursive: true, marker, pageSize: PAGE_SIZE }),
              options,
            ),
          );
          const items = listed(answer.policies, answer, 'policies', action).map(({ policyName }) =>
            present(policyName, 'policyName', action),
          );
          return { items, next: answer.nextMarker };
        }),
      );
    },

    listCaCertificates() {
      const action = 'iot:ListCACertificates';
      return pages<RegisteredCaSummary>(action, async (marker) => {
        const answer = await call({ action, repeat: 'always' }, (options) =>
          iot.send(new ListCACertificatesCommand({ marker, pageSize: PAGE_SIZE }), options),
        );
        const items = listed(answer.certificates, answer, 'certificates', action).map((ca) => ({
          certificateId: present(ca.certificateId, 'certificateId', action),
          status: ca.status ?? '',
        }));
        return { items, next: answer.nextMarker };
      });
    },

    async newestCertificates() {
      const action = 'iot:ListCertificates';
      const answer = await call({ action, repeat: 'always' }, (options) =>
        iot.send(new ListCertificatesCommand({ pageSize: PAGE_SIZE, ascendingOrder: false }), options),
      );
      const certificateIds = listed(answer.certificates, answer, 'certificates', action).map(({ certificateId }) =>
        present(certificateId, 'certificateId', action),
      );
      return { certificateIds, hasMore: answer.nextMarker !== undefined };
    },

    async describeCaCertificate(certificateId) {
      const action = 'iot:DescribeCACertificate';
      const answer = await orUndefined(
        call({ action, repeat: 'always' }, (options) =>
          iot.send(new DescribeCACertificateCommand({ certificateId }), options),
        ),
      );
      if (!answer) return undefined;
      const ca = answer.certificateDescription;
      return {
        certificateId: ca?.certificateId ?? certificateId,
        status: ca?.status ?? '',
        certificatePem: present(ca?.certificatePem, 'certificatePem', action),
        autoRegistration: ca?.autoRegistrationStatus === 'ENABLE',
        certificateMode: ca?.certificateMode,
        templateName: answer.registrationConfig?.templateName,
      };
    },
  };
}
