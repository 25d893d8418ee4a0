import {
  ACMPCAClient,
  type CertificateAuthority,
  DescribeCertificateAuthorityCommand,
  GetCertificateAuthorityCertificateCommand,
  ListCertificateAuthoritiesCommand,
  ResourceOwner,
} from '@aws-sdk/client-acm-pca';
import { STSClient } from '@aws-sdk/client-sts';
import { CertprovError } from '../errors.ts';
import { orUndefined } from './absent.ts';
import { ACM_PCA_ANSWERS } from './acm-pca-shapes.ts';
import { subjectText } from './acm-pca-subject.ts';
import { callOver } from './connection/call.ts';
import type { ClientSettings } from './connection/client-settings.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import { pages } from './pages.ts';
import type { AwsReader, PcaDescription } from './ports/ports.ts';
import { listed, present } from './present.ts';
import { refuseWrongDocuments } from './connection/read-answers.ts';

type AcmPcaReader = Pick<
  AwsReader,
  'listCertificateAuthorities' | 'describeCertificateAuthority' | 'certificateAuthorityCertificate'
>;

const CAS_PAGE = 100;

/**
 * The newest client-acm-pca that can be installed is of early 2024. Its enums lack what AWS has added since, but at run
 * time strings pass through, and this file hands them on as strings.
 */
export function acmPcaReader(connection: Connection): AcmPcaReader {
  const pca = connectClient(PinnedClient, connection, 'acm-pca', 'read');
  refuseWrongDocuments(pca, ACM_PCA_ANSWERS);
  const call = callOver(connection);

  const list = (owner: ResourceOwner) => {
    const action = 'acm-pca:ListCertificateAuthorities';
    return pages(action, async (NextToken) => {
      const command = new ListCertificateAuthoritiesCommand({
        MaxResults: CAS_PAGE,
        ResourceOwner: owner,
        ...(NextToken === undefined ? {} : { NextToken }),
      });
      const answer = await call({ action, repeat: 'always' }, (options) => pca.send(command, options));
      return {
        items: listed(answer.CertificateAuthorities, answer, 'CertificateAuthorities', action).map((ca) =>
          pcaDescription(ca, action),
        ),
        next: answer.NextToken,
      };
    });
  };

  return {
    async *listCertificateAuthorities() {
      yield* list(ResourceOwner.SELF);
      yield* list(ResourceOwner.OTHER_ACCOUNTS);
    },

    async describeCertificateAuthority(arn) {
      const action = 'acm-pca:DescribeCertificateAuthority';
      const answer = await orUndefined(
        call({ action, resource: arn, repeat: 'always' }, (options) =>
          pca.send(new DescribeCertificateAuthorityCommand({ CertificateAuthorityArn: arn }), options),
        ),
      );
      return answer && pcaDescription(present(answer.CertificateAuthority, 'CertificateAuthority', action), action);
    },

    async certificateAuthorityCertificate(arn) {
      const action = 'acm-pca:GetCertificateAuthorityCertificate';
      try {
        const answer = await call({ action, resource: arn, repeat: 'always' }, (options) =>
          pca.send(new GetCertificateAuthorityCertificateCommand({ CertificateAuthorityArn: arn }), options),
        );
        return {
          certificatePem: present(answer.Certificate, 'Certificate', action),
          chainPem: answer.CertificateChain || undefined,
        };
      } catch (error) {
        if (error instanceof CertprovError && error.details['awsCode'] === 'InvalidStateException') return undefined;
        throw error;
      }
    },
  };
}

function pcaDescription(ca: CertificateAuthority, action: string): PcaDescription {
  const arn = present(ca.Arn, 'Arn', action);
  const subject = subjectText(ca.CertificateAuthorityConfiguration?.Subject);
  return {
    arn,
    status: present(ca.Status, 'Status', action),
    type: ca.Type === 'ROOT' ? 'ROOT' : 'SUBORDINATE',
    subject,
    displayName:
      ca.CertificateAuthorityConfiguration?.Subject?.CommonName ?? (subject || arn.slice(arn.lastIndexOf('/') + 1)),
    keyAlgorithm: ca.CertificateAuthorityConfiguration?.KeyAlgorithm ?? '',
    usageMode: ca.UsageMode ?? 'GENERAL_PURPOSE',
    notBefore: ca.NotBefore,
    notAfter: ca.NotAfter,
    ownerAccount: ca.OwnerAccount,
  };
}

/**
 * The old client without three of its habits: its table of partitions is as old as itself, its search for endpoints knows
 * neither --profile nor AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, and its HTTP handler leaves a timer behind after a failure,
 * which keeps the program from ending for half a minute. So the endpoint is always given.
 */
class PinnedClient extends ACMPCAClient {
  constructor(settings: ClientSettings) {
    super({ ...settings, requestHandler: new STSClient(settings).config.requestHandler });
    const { endpoint } = settings;
    const resolve = this.config.endpointProvider;
    this.config.endpointProvider = ({ Endpoint: _found, ...parameters }, context) =>
      resolve({ ...parameters, ...(endpoint === undefined ? {} : { Endpoint: endpoint }) }, context);
  }
}
