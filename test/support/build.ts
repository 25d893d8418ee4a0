import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packageRoot } from '../../src/local/package-root.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with the built program as it is published, without the packages that it was built from. */
    installed: string;
    /** Folder for whatever tests leave on disk; gone at the end. */
    scratch: string;
  }
}

const SOURCES = ['src', 'scripts', 'package.json', 'package-lock.json'];

let made: string | undefined;

/** Builds once per run of the tests, and only when a source is newer than what is built. */
export function setup(project: TestProject): void {
  const root = packageRoot();
  const dist = join(root, 'dist');
  if (!existsSync(join(dist, 'main.cjs')) || newest(SOURCES.map((name) => join(root, name))) > oldest(dist)) {
    execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { cwd: root, stdio: 'pipe' });
  }
  const folder = mkdtempSync(join(tmpdir(), 'certprov-tests-'));
  made = folder;
  const installed = join(folder, 'installed');
  for (const name of ['bin', 'dist', 'package.json']) {
    cpSync(join(root, name), join(installed, name), { recursive: true });
  }
  project.provide('installed', installed);
  project.provide('scratch', folder);
}

export function teardown(): void {
  if (made !== undefined) rmSync(made, { recursive: true, force: true });
}

const newest = (paths: readonly string[]): number => Math.max(...paths.flatMap(filesOf).map(changedAt));

const oldest = (folder: string): number => Math.min(...filesOf(folder).map(changedAt));

const changedAt = (path: string): number => statSync(path).mtimeMs;

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
