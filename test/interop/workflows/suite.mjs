import { deepEqual, equal, match } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installJudges } from './judges.mjs';

const GITHUB = fileURLToPath(new URL('../../../.github', import.meta.url));
const WORKFLOWS = join(GITHUB, 'workflows');

/** actionlint and zizmor, which know GitHub Actions and nothing of certprov, read what runs at a push and at a release. */
export async function runWorkflows(scenarios, { report }) {
  const judges = await installJudges(report);
  if (judges.missing) {
    scenarios.skip('every scenario', judges.missing);
    return;
  }
  const { actionlint, zizmor } = judges;
  const files = readdirSync(WORKFLOWS).map((name) => join(WORKFLOWS, name));
  await scenarios.run('actionlint finds nothing in any workflow', async () => deepEqual(await actionlint(files), []));
  await scenarios.run('zizmor finds nothing in any workflow, nor in the updates of dependencies', async () =>
    deepEqual(await zizmor([...files, join(GITHUB, 'dependabot.yml')]), []),
  );
  // A judge that reads nothing finds nothing as well.
  await scenarios.run('actionlint finds a system that GitHub does not have', () =>
    withChanged('ubuntu-latest', 'ubuntu-newest', async (file) =>
      match((await actionlint([file])).join(), /ubuntu-newest/),
    ),
  );
  await scenarios.run('zizmor finds an action that is pinned by its name only', () =>
    withChanged(/actions\/checkout@[0-9a-f]{40}/g, 'actions/checkout@v4', async (file) =>
      match((await zizmor([file])).join('\n'), /unpinned-uses/),
    ),
  );
  await scenarios.run('zizmor finds an update that is proposed on its first day', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'certprov-workflows-'));
    try {
      mkdirSync(join(folder, '.github'));
      const file = join(folder, '.github', 'dependabot.yml');
      writeFileSync(file, changed(join(GITHUB, 'dependabot.yml'), /^ *cooldown:\n.*\n/gm, ''));
      match((await zizmor([file])).join('\n'), /dependabot-cooldown/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** Hands on a copy of a workflow in which something is not as it should be. */
async function withChanged(from, to, judge) {
  const folder = mkdtempSync(join(tmpdir(), 'certprov-workflows-'));
  try {
    const file = join(folder, 'test.yml');
    writeFileSync(file, changed(join(WORKFLOWS, 'test.yml'), from, to));
    await judge(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function changed(path, from, to) {
  const before = readFileSync(path, 'utf8');
  const after = before.replaceAll(from, to);
  equal(after === before, false, `${path} has no ${from} any more`);
  return after;
}
