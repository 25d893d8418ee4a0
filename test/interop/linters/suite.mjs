import { deepEqual, equal } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepPage } from '../support/keep-page.mjs';
import { makeDevices } from '../linked/devices.mjs';
import { certify, eachAuthority } from './certify.mjs';
import { EXCEPTIONS, exceptionFor } from './exceptions.mjs';
import { installLinters } from './linters.mjs';
import { lintersPage } from './page.mjs';

/** One of the plainest CSRs, and one that asks for a subjectAltName. */
const SUBJECTS = ['CN only', 'CN, and a SAN of the same name'];

/** zlint and pkilint, which know nothing of certprov, read a certificate of each kind of CA and of key. */
export async function runLinters(scenarios, { executable, report }) {
  const linters = await installLinters(report);
  if (linters.missing) {
    scenarios.skip('every scenario', linters.missing);
    return;
  }
  const devices = (await makeDevices()).filter(({ subjectKind }) => SUBJECTS.includes(subjectKind));
  const folder = mkdtempSync(join(tmpdir(), 'certprov-linters-'));
  const issued = [];
  let isWhole = true;
  try {
    for await (const authority of eachAuthority(report)) {
      const { title, missing } = authority;
      if (missing) {
        scenarios.skip(title, missing);
        isWhole = false;
        continue;
      }
      await scenarios.run(`${title}: certifies each kind of key`, async () => {
        for (const { pem, ...what } of await certify(authority, devices, executable)) {
          const file = join(folder, `${issued.length}.pem`);
          writeFileSync(file, pem);
          issued.push({ authority: title, file, ...what });
        }
      });
    }
    let found = [];
    await scenarios.run('both linters read every certificate', async () => (found = await lint(issued, linters)));
    if (found.length === 0) return;
    for (const title of new Set(issued.map(({ authority }) => authority))) {
      await scenarios.run(`${title}: nothing is found but what is explained`, async () =>
        deepEqual(
          found.filter(({ authority, exception }) => authority === title && exception === undefined),
          [],
        ),
      );
    }
    if (!isWhole || scenarios.failed > 0) return;
    await scenarios.run('every exception is still met', async () =>
      deepEqual(
        EXCEPTIONS.flatMap((exception) =>
          exception.findings.filter(
            (finding) => !found.some((one) => one.exception === exception && one.finding === finding),
          ),
        ),
        [],
      ),
    );
    await scenarios.run('docs/linters.md says what was seen', async () =>
      keepPage('linters.md', lintersPage(issued, found)),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every finding, with the exception that explains it. */
async function lint(issued, { zlint, pkilint }) {
  const files = issued.map(({ file }) => file);
  const answers = [await zlint(files), await pkilint(files)];
  for (const answer of answers) equal(answer.length, files.length);
  return issued.flatMap(({ authority, keyKind, subjectKind }, index) =>
    answers
      .flatMap((answer) => answer[index])
      .map((finding) => ({
        authority,
        keyKind,
        subjectKind,
        finding,
        exception: exceptionFor(authority, keyKind, finding),
      })),
  );
}
