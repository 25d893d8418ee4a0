import {
  DeleteRolePermissionsBoundaryCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import { IoTClient, UntagResourceCommand as UntagIoTCommand } from '@aws-sdk/client-iot';
import { LambdaClient, TagResourceCommand } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import { WORKLOAD_BOUNDARY, WORKLOAD_KEY } from '../../src/sandbox/seed/landing-zone.ts';
import { oneLine } from '../support/text.ts';
import { Account, PROVEN } from './account.ts';

const FLAGS =
  `--permissions-boundary ${WORKLOAD_BOUNDARY} --role-path /workloads/ --name-prefix acme- --tags CostCenter=1 --tags Owner=me --encryption-key ${WORKLOAD_KEY}`.split(
    ' ',
  );
const ROLE = 'acme-certprov-signer-us-east-1';
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:acme-certprov-signer';
const PROVIDER = 'arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov';

interface Status {
  readonly provider: { readonly landingZone: unknown };
  readonly findings: readonly { readonly code: string; readonly summary: string }[];
}
const statusOf = async (account: Account): Promise<Status> =>
  (await account.run(['status', '--sandbox', '--json'])).json() as unknown as Status;
const changed = ({ findings }: Status): string[] =>
  findings.filter(({ code }) => code === 'LANDING_ZONE_CHANGED').map(({ summary }) => summary);

/** By whoever the service control policy lets: the operator it does not. */
const past = async (account: Account): Promise<Account> =>
  account.after(['sandbox', 'policy', '--none', '--kind', 'service-control']);

let zone: Account;
let on: Account;
beforeAll(async () => {
  zone = await (await Account.seeded()).after(['sandbox', 'reset', '--like', 'landing-zone']);
  on = await zone.after([...PROVEN, ...FLAGS]);
});

describe.concurrent('status of what was made by the rules of an organization', () => {
  it('shows boundary, path, key and tags as they are, and finds nothing until all is taken back', async () => {
    const account = on.copy();
    const text = oneLine((await account.run(['status', '--sandbox'])).stdout);
    expect(text).toContain(
      `✓ landing zone boundary ${WORKLOAD_BOUNDARY} · path /workloads/ · environment under ${WORKLOAD_KEY} · tags CostCenter, Owner`,
    );
    const status = await statusOf(account);
    expect(changed(status)).toEqual([]);
    expect(status.provider.landingZone).toEqual({
      permissionsBoundaryArn: WORKLOAD_BOUNDARY,
      rolePath: '/workloads/',
      encryptionKeyArn: WORKLOAD_KEY,
      secretKeyId: null,
      tags: { CostCenter: '1', Owner: 'me' },
    });
    const back = await account.run(['rollback', '--sandbox', '--all', '--wait', '0', '--yes']);
    expect(back, back.stderr).toMatchObject({ exitCode: 0 });
    expect(await account.snapshot()).toEqual(await zone.snapshot());
  });

  it('warns that somebody took the boundary off, and shows no tick for it', async () => {
    const account = await past(on);
    await account.elsewhere((client) =>
      new IAMClient(client).send(new DeleteRolePermissionsBoundaryCommand({ RoleName: ROLE })),
    );
    expect(changed(await statusOf(account))).toEqual([
      'what certprov made is not as it was made any more: it has no permissions boundary on the role',
    ]);
    expect((await account.run(['status', '--sandbox'])).stdout).not.toContain('landing zone');
  });

  it.each([
    [
      'another boundary',
      (client: object) =>
        new IAMClient(client).send(
          new PutRolePermissionsBoundaryCommand({
            RoleName: ROLE,
            PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess',
          }),
        ),
      /it has the boundary arn:aws:iam::aws:policy\/AdministratorAccess on the role$/,
    ],
    [
      'another tag of the function',
      (client: object) =>
        new LambdaClient(client).send(new TagResourceCommand({ Resource: FUNCTION, Tags: { Owner: 'others' } })),
      /it has other tags on the function \(Owner\)$/,
    ],
    [
      'a tag less of the provider',
      (client: object) =>
        new IoTClient(client).send(new UntagIoTCommand({ resourceArn: PROVIDER, tagKeys: ['CostCenter'] })),
      /it has other tags on the certificate provider \(CostCenter\)$/,
    ],
  ])('warns of %s, once', async (_what, change, said) => {
    const account = await past(on);
    await account.elsewhere(change);
    const summaries = changed(await statusOf(account));
    expect(summaries).toHaveLength(1);
    expect(summaries[0]).toMatch(said);
  });

  it('compares nothing without a journal, and shows what is there all the same', async () => {
    const account = (await past(on)).withoutJournal();
    await account.elsewhere((client) =>
      new IAMClient(client).send(new DeleteRolePermissionsBoundaryCommand({ RoleName: ROLE })),
    );
    const status = await statusOf(account);
    expect(changed(status)).toEqual([]);
    expect(status.provider.landingZone).toMatchObject({ permissionsBoundaryArn: null, rolePath: '/workloads/' });
  });

  it('takes what was not asked for as it is', async () => {
    const account = on.copy();
    await account.elsewhere((client) =>
      new LambdaClient(client).send(new TagResourceCommand({ Resource: FUNCTION, Tags: { More: '1' } })),
    );
    const status = await statusOf(account);
    expect(changed(status)).toEqual([]);
    expect(status.provider.landingZone).toMatchObject({ tags: { CostCenter: '1', More: '1', Owner: 'me' } });
  });
});
