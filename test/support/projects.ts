import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { BuildResult } from '../../src/build/project/build-result.js';
import type { CanaryResult } from '../../src/build/result.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const script = join(import.meta.dirname, '../lab/debian-sources.sh');

/** What was downloaded once, for the next run of this user: root's cannot be written to by others. */
export const cache = join(
  tmpdir(),
  process.getuid?.() === 0 ? 'musl-wizard-lab' : `musl-wizard-lab-${process.getuid?.()}`,
);

/** Upstream sources of Debian packages; the folder that holds one folder each. */
export const debianSources = (...packages: readonly string[]): string => {
  const folder = join(cache, 'sources');
  mkdirSync(folder, { recursive: true });
  execFileSync(script, [folder, ...packages], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
  return folder;
};

/** The source of a crate, as the registry has it, by the ordinary client. */
export const crateSource = (name: string, version: string): string => {
  const folder = join(cache, `crate-${name}`);
  if (!existsSync(join(folder, 'src'))) {
    mkdirSync(join(folder, 'src'), { recursive: true });
    writeFileSync(join(folder, 'src/main.rs'), 'fn main() {}\n');
    writeFileSync(
      join(folder, 'Cargo.toml'),
      `[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n${name} = "=${version}"\n`,
    );
    execFileSync('cargo', ['vendor', '--quiet'], { cwd: folder, stdio: 'ignore', timeout: 300_000 });
  }
  return join(folder, 'vendor', name);
};

/** The same with the crates that it is built of in vendor/, as `cargo vendor` says it, so that it builds without a network. */
export const vendoredCrate = (name: string, version: string): string => {
  const folder = join(cache, `vendored-${name}`);
  if (!existsSync(join(folder, '.cargo'))) {
    rmSync(folder, { recursive: true, force: true });
    cpSync(crateSource(name, version), folder, { recursive: true });
    const config = execFileSync('cargo', ['vendor', '--locked'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 300_000,
    });
    mkdirSync(join(folder, '.cargo'));
    writeFileSync(join(folder, '.cargo/config.toml'), config);
  }
  return folder;
};

/** The source of a Go module, as the proxy has it, with its own modules in vendor/, so that it builds without a network. */
export const moduleSource = (path: string, version: string): string => {
  const folder = join(cache, `module-${path.replaceAll('/', '-')}`);
  if (!existsSync(join(folder, 'vendor'))) {
    rmSync(folder, { recursive: true, force: true });
    const module = execFileSync('go', ['mod', 'download', '-json', `${path}@${version}`], {
      encoding: 'utf8',
      cwd: '/',
    });
    cpSync((JSON.parse(module) as { Dir: string }).Dir, folder, { recursive: true });
    // The cache of modules can be read only.
    execFileSync('chmod', ['-R', 'u+w', folder]);
    // Below that Go does not look into vendor/ by itself.
    if (!/^go 1\.(?:1[4-9]|[2-9]\d)/m.test(readFileSync(join(folder, 'go.mod'), 'utf8'))) {
      execFileSync('go', ['mod', 'edit', '-go=1.14'], { cwd: folder });
    }
    execFileSync('go', ['mod', 'vendor'], { cwd: folder, stdio: 'ignore', timeout: 300_000 });
  }
  return folder;
};

type Env = Readonly<Record<string, string>>;

// The bench has a cache of its own, so that no library that an earlier test built is found; what the tools themselves
// keep there stays where it is.
const caches = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const tools: Env = {
  ZIG_GLOBAL_CACHE_DIR: process.env.ZIG_GLOBAL_CACHE_DIR ?? join(caches, 'zig'),
  GOCACHE: process.env.GOCACHE ?? join(caches, 'go-build'),
};

/**
 * A folder of its own for each test: a copy of the project, and settings apart from the user's.
 * @param timeout of one call, in milliseconds
 */
export const projectBench = (timeout = 500_000) => {
  const base = mkdtempSync(join(tmpdir(), 'mw-projects-'));
  const run = async (project: string, env: Env, ...words: readonly string[]) =>
    execa(process.execPath, [cli, '--quiet', '--config-dir', join(base, 'config'), ...words], {
      cwd: project,
      env: { TMPDIR: base, XDG_STATE_HOME: join(base, 'state'), XDG_CACHE_HOME: join(base, 'cache'), ...tools, ...env },
      reject: false,
      timeout,
    });
  const buildBy = async (project: string, words: readonly string[], env: Env = {}) => {
    const before = readdirSync(project);
    const { stdout, stderr, exitCode } = await run(project, env, 'build', '--json', ...words);
    if (stdout === '') throw new Error(`build: ${stderr}`);
    // What is new in the project's folder.
    const litter = readdirSync(project).filter((name) => !before.includes(name));
    return { ...(JSON.parse(stdout) as BuildResult), exitCode, litter };
  };
  return {
    copy: (source: string): string => {
      const project = mkdtempSync(join(base, 'project-'));
      cpSync(source, project, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
      return project;
    },
    write: (files: Readonly<Record<string, string>>): string => {
      const project = mkdtempSync(join(base, 'project-'));
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(join(project, path, '..'), { recursive: true });
        writeFileSync(join(project, path), content);
      }
      return project;
    },
    run,
    /** `choose --yes && build --json`, with no further hand; what `choose` came to, where it fails. */
    build: async (project: string, words: readonly string[], env: Env = {}, buildWords: readonly string[] = []) => {
      const { stdout, stderr, exitCode } = await run(project, env, 'choose', '--yes', '--json', ...words);
      if (exitCode === 0) return buildBy(project, buildWords, env);
      const [failed] = stdout === '' ? [] : (JSON.parse(stdout) as { results: CanaryResult[] }).results;
      // A rung that lacks what the project links is not tried by choose; the build itself says what is missing.
      if (failed?.outcome === 'blocked') return buildBy(project, [...words, ...buildWords], env);
      if (failed?.outcome !== 'failed') throw new Error(`choose ${words.join(' ')}:\n${stdout}${stderr}`);
      return { ...failed, programs: [], leftOut: [], notices: [], jobs: 0, unknown: [], exitCode, litter: [] };
    },
    buildBy,
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
};
