import { expect, it } from 'vitest';
import { Account, PROVEN } from './account.ts';

const ROTATION = 'arn:aws:iam::000000000000:role/device-rotation';

it('an account that renews over HTTP: told by impact and by init, which switches it and takes it back', async () => {
  const account = await (await Account.seeded()).after(['sandbox', 'reset', '--like', 'http-renewals']);
  const before = await account.snapshot();
  const impact = await account.run(['impact', '--sandbox', '--json']);
  expect(impact.json()).toMatchObject({
    // Two pages of CloudTrail's.
    httpCallers: {
      isWhole: true,
      callers: [
        { principal: ROTATION, calls: 60, refused: 0 },
        { principal: 'arn:aws:iam::000000000000:role/intern', calls: 1, refused: 1 },
      ],
    },
    findings: expect.arrayContaining([expect.objectContaining({ code: 'CSRS_OVER_HTTP', severity: 'warning' })]),
  });
  const init = await account.run(PROVEN);
  expect(init.exitCode).toBe(0);
  expect(init.stderr).toMatch(/over HTTP +61 CSRs in 90 days, by 2 principals/);
  expect(init.stderr).toMatch(/warnings: [^]*CSRs over HTTP/);
  expect((await account.run(['status', '--sandbox'])).exitCode).toBe(0);
  expect((await account.run(['rollback', '--sandbox', '--all', '--yes'])).exitCode).toBe(0);
  expect(await account.snapshot()).toEqual(before);
});
