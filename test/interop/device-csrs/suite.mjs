import { match } from 'node:assert/strict';
import { runProgram } from '../support/run-program.mjs';
import { describe } from './describe.mjs';
import { makeRequests } from './make-requests.mjs';

/** Whether the libraries of devices are there, and make CSRs whose signatures hold. What becomes of those: `linked`. */
export async function runDeviceCsrs(scenarios, { report }) {
  for (const { title, csr, missing, failure, tookMs } of await makeRequests(report)) {
    const claim = `${title}: makes a CSR`;
    if (missing) scenarios.skip(claim, missing);
    else if (failure) scenarios.fail(claim, failure, tookMs);
    else
      await scenarios.run(claim, async () => {
        const { stdout, stderr } = await runProgram('openssl', ['req', '-noout', '-verify'], { input: csr });
        match(stdout + stderr, /verify OK/);
        await describe(csr);
      });
  }
}
