export { makeFleet, onboardInParallel } from '../test/support/fleet.ts';
export { soak } from '../test/support/soak.ts';
export { startAccount } from '../src/sandbox/start-account.ts';
