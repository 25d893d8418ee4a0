import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCfssl } from './cfssl.mjs';
import { checkCfssl } from './checks/cfssl.mjs';
import { checkEst } from './checks/est.mjs';
import { checkLocalKms } from './checks/local-kms.mjs';
import { checkOpenBao } from './checks/openbao.mjs';
import { checkStepCa } from './checks/step-ca.mjs';
import { makeRequests } from './checks/make-requests.mjs';
import { startEst } from './est.mjs';
import { startLocalKms } from './local-kms.mjs';
import { startOpenBao } from './openbao.mjs';
import { startStepCa } from './step-ca.mjs';

const AUTHORITIES = [
  { name: 'openbao', start: startOpenBao, check: checkOpenBao },
  { name: 'local-kms', start: startLocalKms, check: checkLocalKms },
  { name: 'est', start: startEst, check: checkEst },
  { name: 'cfssl', start: startCfssl, check: checkCfssl },
  { name: 'step-ca', start: startStepCa, check: checkStepCa },
];

/** Whether the certificate authorities that certprov is tried with are there, and behave as real ones. */
export async function runAuthorities(scenarios, { report }) {
  const folder = mkdtempSync(join(tmpdir(), 'certprov-authorities-'));
  try {
    const requests = await makeRequests(folder);
    for (const { name, start, check } of AUTHORITIES) {
      const startedAt = performance.now();
      const server = await start(report);
      if (server.missing) {
        scenarios.skip(`${name}: every scenario`, server.missing);
        continue;
      }
      try {
        scenarios.pass(`${name}: is installed and answers`, performance.now() - startedAt);
        await check({ scenarios, server, requests, folder });
      } finally {
        await server.close();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
