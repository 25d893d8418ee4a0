// The sandbox account as other AWS clients see it, and certprov's certificates as others judge them.
// npm run test:interop [-- suite …]
import { rmSync } from 'node:fs';
import { runAdvise } from './advise/suite.mjs';
import { runAuthorities } from './authorities/suite.mjs';
import { runAwsCli } from './aws-cli/suite.mjs';
import { runBoto3 } from './boto3.mjs';
import { runCertificates } from './certificates.mjs';
import { runDeviceCsrs } from './device-csrs/suite.mjs';
import { runDeviceSdk } from './device-sdk/suite.mjs';
import { runExternalCa } from './external-ca/suite.mjs';
import { runGoSdk } from './go-sdk/suite.mjs';
import { runIdentity } from './identity/suite.mjs';
import { installProgram } from './support/install-program.mjs';
import { installPythonClients } from './support/python-clients.mjs';
import { Scenarios, withinPatience } from './support/scenarios.mjs';
import { runLinked } from './linked/suite.mjs';
import { runLinters } from './linters/suite.mjs';
import { runMinistack } from './ministack/suite.mjs';
import { runTakeover } from './takeover.mjs';
import { runWorkflows } from './workflows/suite.mjs';

const SUITES = [
  // First, as it may have to build the servers.
  { name: 'authorities', run: runAuthorities, needsPython: false },
  { name: 'certificates', run: runCertificates, needsPython: false },
  { name: 'aws-cli', run: runAwsCli, needsPython: true },
  { name: 'identity', run: runIdentity, needsPython: true },
  { name: 'advise', run: runAdvise, needsPython: true },
  { name: 'boto3', run: runBoto3, needsPython: true },
  { name: 'device-csrs', run: runDeviceCsrs, needsPython: false },
  { name: 'device-sdk', run: runDeviceSdk, needsPython: false },
  { name: 'go-sdk', run: runGoSdk, needsPython: false },
  { name: 'external-ca', run: runExternalCa, needsPython: false },
  { name: 'linked', run: runLinked, needsPython: false },
  { name: 'linters', run: runLinters, needsPython: false },
  { name: 'ministack', run: runMinistack, needsPython: false },
  { name: 'takeover', run: runTakeover, needsPython: true },
  { name: 'workflows', run: runWorkflows, needsPython: false },
];
/** Most of the time goes into the start-up of small programs, which two cores share well. */
const AT_ONCE = 2;
/** Also of what it opens before its scenarios and closes behind them; less than the gate gives to all of them. */
const SUITE_PATIENCE_MS = 20 * 60_000;

const report = (text) => void process.stdout.write(text);

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
const queue = SUITES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const clients = await installPythonClients(report);
const program = await installProgram();
const results = [];

async function runNext() {
  for (let suite = queue.shift(); suite !== undefined; suite = queue.shift()) {
    const scenarios = new Scenarios(suite.name, report);
    results.push(scenarios);
    if (suite.needsPython && clients.missing) scenarios.skip('every scenario', clients.missing);
    else
      await withinPatience(() => suite.run(scenarios, { ...program, ...clients, report }), SUITE_PATIENCE_MS).catch(
        (error) => scenarios.fail('the suite ends', error.stack, 0),
      );
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, runNext));
rmSync(program.folder, { recursive: true, force: true });
const total = (outcome) => results.reduce((sum, result) => sum + result[outcome], 0);
for (const name of unknown) report(`there is no suite ${name}: ${SUITES.map((suite) => suite.name).join(', ')}\n`);
const exitCode = total('failed') === 0 && unknown.length === 0 ? 0 : 1;
const summary = `${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped\n`;
// Whatever a scenario that failed has left open, nothing is waited for.
process.stdout.write(summary, () => process.exit(exitCode));
