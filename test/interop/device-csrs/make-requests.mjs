import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackDebianPackages } from './debian-packages.mjs';
import { MAKERS } from './makers.mjs';

let requests;

/** A CSR of every maker, or `missing`: why there is none. Made once for all suites. */
export function makeRequests(report) {
  requests ??= makeAll(report);
  return requests;
}

async function makeAll(report) {
  const folder = mkdtempSync(join(tmpdir(), 'certprov-device-csrs-'));
  try {
    const tools = { folder, report, debian: await unpackDebianPackages(report) };
    const made = [];
    for (const { make, ...maker } of MAKERS) {
      const start = performance.now();
      const result = await Promise.resolve(make(tools)).catch((error) => ({ failure: error.message }));
      made.push({ ...maker, ...result, tookMs: performance.now() - start });
    }
    return made;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
