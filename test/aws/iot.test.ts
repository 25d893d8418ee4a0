import { describe, expect, it } from 'vitest';
import { allPages } from '../../src/aws/pages.ts';
import { json, jsonError, type SeenRequest, startCannedServer } from './canned-server.ts';
import { openCanned } from './open-canned.ts';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:signer';

const ARN = 'arn:aws:iot:us-east-1:111122223333:certificateprovider/';
const described = (name: string) => ({
  certificateProviderName: name,
  certificateProviderArn: ARN + name,
  lambdaFunctionArn: FUNCTION_ARN,
  accountDefaultForOperations: ['CreateCertificateFromCsr'],
  creationDate: 1_763_769_600.123,
});

const summary = (listed: string) => ({ certificateProviderName: listed, certificateProviderArn: ARN + listed });

describe('iot', () => {
  it('describes every provider that it lists, over all pages, and leaves out one that has just gone', async () => {
    let isListed = true;
    await using server = await startCannedServer((request: SeenRequest) => {
      const url = new URL(request.path, 'http://x');
      const name = decodeURIComponent(url.pathname.split('/')[2] ?? '');
      if (name === 'gone') {
        isListed = false;
        return jsonError(404, 'ResourceNotFoundException', 'gone');
      }
      if (name !== '') return json(200, described(name));
      return url.searchParams.get('nextToken') === 'n'
        ? json(200, { certificateProviders: [summary('b=2')] })
        : json(200, {
            certificateProviders: isListed ? [summary('a'), summary('gone')] : [summary('a')],
            nextToken: 'n',
          });
    });
    const aws = await openCanned(server);
    const providers = await aws.reader.listCertificateProviders();
    expect(providers.map((provider) => provider.certificateProviderName)).toEqual(['a', 'b=2']);
    expect(providers[0]).toMatchObject({
      lambdaFunctionArn: FUNCTION_ARN,
      creationDate: new Date(1_763_769_600_123),
    });
  });

  it('finds the ARN in the list when the description has none', async () => {
    await using server = await startCannedServer((request: SeenRequest) =>
      request.path.includes('/mine')
        ? json(200, { ...described('mine'), certificateProviderArn: undefined })
        : json(200, {
            certificateProviders: [{ certificateProviderName: 'mine', certificateProviderArn: `${ARN}mine` }],
          }),
    );
    const aws = await openCanned(server);
    await expect(aws.reader.describeCertificateProvider('mine')).resolves.toMatchObject({
      certificateProviderArn: `${ARN}mine`,
    });
  });

  it('reads tags and templates to the last page', async () => {
    await using server = await startCannedServer((request: SeenRequest) => {
      const query = new URL(request.path, 'http://x').searchParams;
      const more = query.get('nextToken') === null;
      const next = more ? { nextToken: 'n' } : {};
      return request.path.startsWith('/tags')
        ? json(200, { tags: [{ Key: more ? 'a' : 'b', Value: query.get('resourceArn') }], ...next })
        : json(200, {
            templates: [
              { templateName: more ? 'a' : 'b', templateArn: 't', enabled: true, type: more ? 'JITP' : undefined },
            ],
            ...next,
          });
    });
    const aws = await openCanned(server);
    await expect(aws.reader.listTags(`${ARN}a`)).resolves.toEqual({ a: `${ARN}a`, b: `${ARN}a` });
    await expect(allPages(aws.reader.listProvisioningTemplates())).resolves.toEqual([
      { templateName: 'a', templateArn: 't', enabled: true, type: 'JITP' },
      { templateName: 'b', templateArn: 't', enabled: true, type: 'FLEET_PROVISIONING' },
    ]);
  });
});
