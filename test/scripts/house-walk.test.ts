import { expect, it } from 'vitest';
// @ts-expect-error -- the script is plain JavaScript
import { houseWalk as walk } from '../../scripts/house-walk.mjs';

const houseWalk = walk as () => Promise<{
  readonly route: readonly string[];
  readonly rooms: number;
  readonly moves: number;
  readonly actions: number;
  readonly wayToSdk: readonly string[];
}>;

it('is a short walk, for a CSR through dry-run as for an action to the SDK', async () => {
  const { route, rooms, moves, actions, wayToSdk } = await houseWalk();
  // What it has to pass, or nothing was followed.
  for (const file of ['checks/trial/read-csr.ts', 'aws/lambda-invoker.ts', 'checks/trial/judge-trial.ts'])
    expect(route).toContain(file);
  expect(rooms, route.join(' ')).toBeLessThanOrEqual(6);
  expect(moves, route.join(' ')).toBeLessThanOrEqual(14);
  expect(
    route.filter((file) => file === 'csr/certification-request.ts'),
    'read once',
  ).toHaveLength(2);
  expect(actions).toBe(5);
  expect(wayToSdk.length, wayToSdk.join(' ')).toBeLessThanOrEqual(8);
});
