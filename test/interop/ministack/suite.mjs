import { deepEqual, equal } from 'node:assert/strict';
import { keepPage } from '../support/keep-page.mjs';
import { serveAccount } from '../support/served-account.mjs';
import { askAccount } from './ask-account.mjs';
import { compare, unmet } from './differences.mjs';
import { makeFleet } from './fleet.mjs';
import { startMinistack } from './ministack.mjs';
import { registrationPage } from './page.mjs';
import { runProduct } from './product.mjs';

/** An AWS account that certprov's makers did not write: its broker, its registry, its Lambda and its KMS. */
export async function runMinistack(scenarios, { executable, report }) {
  const ministack = await startMinistack(report);
  if (ministack.missing) {
    scenarios.skip('every scenario', ministack.missing);
    return;
  }
  let fleet;
  try {
    fleet = await makeFleet(ministack.env);
    await Promise.all([
      runProduct(scenarios, ministack, fleet, executable),
      scenarios.run('registration: every difference to the sandbox is explained', () =>
        compareAnswers(ministack, fleet, executable, report),
      ),
    ]);
  } finally {
    fleet?.close();
    await ministack.close();
  }
}

async function compareAnswers(ministack, fleet, executable, report) {
  const account = await serveAccount(executable);
  let own;
  try {
    own = await makeFleet(account.env);
    const [theirs, ours] = await Promise.all([
      askAccount(ministack.broker, fleet),
      askAccount({ host: '127.0.0.1', ...account.broker }, own),
    ]);
    equal(theirs.size, ours.size);
    const compared = compare(theirs, ours);
    for (const { name, theirs: one, ours: other } of compared.filter(({ isSame }) => !isSame))
      report(`        ${name}\n          ministack: ${one}\n          sandbox:   ${other}\n`);
    deepEqual(
      compared.filter(({ isSame, number }) => !isSame && number === undefined),
      [],
    );
    deepEqual(unmet(compared), []);
    await keepPage('registration-messages.md', registrationPage(compared));
  } finally {
    own?.close();
    await account.close();
  }
}
