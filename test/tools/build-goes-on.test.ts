import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab, program, staticLibc } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');

describeLab('build after a change', [program('cargo'), program('flock'), staticLibc], () => {
  let base = '';
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'mw-goes-on-'));
    put(
      'Cargo.toml',
      '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\npart = { path = "part" }\n',
    );
    put('part/Cargo.toml', '[package]\nname = "part"\nversion = "0.1.0"\nedition = "2021"\n');
    put('part/src/lib.rs', 'pub fn word() -> &\'static str { "one" }\n');
    put('src/main.rs', 'fn main() { println!("{}", part::word()); }\n');
    put('src/bin/other.rs', 'fn main() {}\n');
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  const project = () => join(base, 'project');
  const put = (path: string, text: string, time?: number) => {
    mkdirSync(dirname(join(project(), path)), { recursive: true });
    writeFileSync(join(project(), path), text);
    if (time !== undefined) utimesSync(join(project(), path), time, time);
  };
  /** Builds; gives what was compiled, the programs, and what the main one prints. */
  const build = async (...words: string[]) => {
    const env = {
      ...process.env,
      XDG_CONFIG_HOME: join(base, 'config'),
      XDG_STATE_HOME: join(base, 'state'),
      XDG_CACHE_HOME: join(base, 'cache'),
    };
    const args = [cli, 'build', '--rung', 'glibc-static', '--json', ...words];
    const { stdout, stderr } = await execa(process.execPath, args, {
      cwd: project(),
      env,
      extendEnv: false,
      reject: false,
    });
    if (stdout === '') throw new Error(stderr);
    const result = JSON.parse(stdout) as {
      outcome: string;
      logFile: string | null;
      programs: { name: string; savedTo: string }[];
    };
    const log = result.logFile === null ? '' : readFileSync(result.logFile, 'utf8');
    const app = result.programs.find(({ name }) => name === 'app');
    return {
      outcome: result.outcome,
      compiled: [...log.matchAll(/Compiling (\w+)/g)].map(([, name]) => name).sort(),
      programs: result.programs.map(({ name }) => name).sort(),
      prints: app ? (await execa(app.savedTo)).stdout : null,
    };
  };

  it('compiles only what has changed, and what rests on it', async () => {
    expect(await build()).toEqual({
      outcome: 'passed',
      compiled: ['app', 'part'],
      programs: ['app', 'other'],
      prints: 'one',
    });
    put('src/main.rs', 'fn main() { println!("{} two", part::word()); }\n');
    expect(await build()).toMatchObject({ compiled: ['app'], programs: ['app', 'other'], prints: 'one two' });
    expect(await build('--keep')).toMatchObject({ compiled: ['app', 'part'], prints: 'one two' });
  });

  it('compiles a source that was put back with an old time', async () => {
    put('part/src/lib.rs', 'pub fn word() -> &\'static str { "three" }\n', 1_000_000_000);
    expect(await build()).toMatchObject({ compiled: ['app', 'part'], prints: 'three two' });
  });

  it('puts no program in its place that is no longer made', async () => {
    rmSync(join(project(), 'src/bin/other.rs'));
    expect(await build()).toMatchObject({ outcome: 'passed', programs: ['app'] });
  });

  it('goes on after a build that failed', async () => {
    put('src/main.rs', 'fn main() { broken }\n');
    expect((await build()).outcome).toBe('failed');
    put('src/main.rs', 'fn main() { println!("four"); }\n');
    expect(await build()).toMatchObject({ outcome: 'passed', compiled: ['app'], prints: 'four' });
  });
});
