import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Every program that is queried, by its name: a folder that is searched for them starts one of these. */
const programs = [
  ...['cc', 'c++', 'gcc', 'clang', 'musl-gcc', 'zig', 'cargo', 'rustc', 'rustup', 'go', 'upx', 'make', 'cmake', 'git'],
  ...[
    'pkg-config',
    'nix',
    'nix-build',
    'docker',
    'podman',
    'buildah',
    'unshare',
    'id',
    'uname',
    'python3',
    'sh',
    'cat',
  ],
  ...['chroot', 'ssh', 'sudo', 'qemu-aarch64', 'ps', 'ldd', 'file', 'which', 'env', 'timeout', 'stat', 'bash'],
  ...['flock', 'perl', 'curl', 'wget', 'gcc-12', 'as', 'ld', 'less', 'xclip', 'tput', 'stty', 'setsid', 'kill'],
];

/** Where a trap that was run leaves its name. */
export interface Traps {
  /** Paths of all that was planted. */
  readonly files: ReadonlySet<string>;
  /** Names of the traps that were run since this was asked last. */
  sprung(): string[];
}

/**
 * Plants in a folder what tools run or obey when they are started there, or in a folder below: each that runs leaves its
 * name in another folder. None of it is needed by anybody.
 * @param sentinels folder that traps write to; made where it is missing
 */
export const plantTraps = (folder: string, sentinels: string): Traps => {
  mkdirSync(sentinels, { recursive: true });
  chmodSync(sentinels, 0o1777);
  const spring = (name: string): string => `touch '${join(sentinels, name.replaceAll('/', '-'))}'`;
  const python = (name: string): string => `open(${JSON.stringify(join(sentinels, name))}, "w").close()\n`;
  const script = (name: string): string => `#!/bin/sh\n${spring(name)}\necho 99.99.99\n`;

  const texts: Readonly<Record<string, string>> = {
    // Python: -m, the start of every interpreter, and names of the standard library.
    'ziglang/__init__.py': python('ziglang'),
    'ziglang/__main__.py': python('ziglang-main'),
    'sitecustomize.py': python('sitecustomize'),
    'usercustomize.py': python('usercustomize'),
    'runpy.py': python('runpy'),
    'socket.py': python('socket'),
    '.python-version': 'system\n',
    'pyvenv.cfg': 'home = .\n',
    // Rust.
    'rust-toolchain.toml': '[toolchain]\npath = "/proc/self/cwd/evil"\n',
    '.cargo/config.toml': `[build]\nrustc-wrapper = "./evil/bin/rustc"\nrustc = "./evil/bin/rustc"\n[alias]\nversion = "run"\n`,
    'Cargo.toml': '[package]\nname = "evil"\nversion = "0.1.0"\nedition = "2021"\nbuild = "build.rs"\n',
    'build.rs': `fn main() { std::fs::write("${join(sentinels, 'build-rs')}", "").unwrap(); }\n`,
    'src/main.rs': 'fn main() {}\n',
    // Go.
    'go.mod': 'module evil\n\ngo 1.99.1\n\ntoolchain go1.99.1\n',
    'go.work': 'go 1.99.1\n\nuse .\n',
    'go.env': 'GOFLAGS=-toolexec=./evil/bin/rustc\n',
    // Version managers, directory environments.
    '.tool-versions': 'python evil\nrust evil\ngolang evil\nzig evil\n',
    'mise.toml': `[env]\n_.source = "./env.sh"\n[hooks]\nenter = "${spring('mise')}"\n[tools]\nzig = "latest"\n`,
    '.envrc': `${spring('direnv')}\n`,
    'env.sh': `${spring('env-sh')}\n`,
    '.nvmrc': '99\n',
    // npm.
    '.npmrc': 'script-shell=./evil/bin/rustc\nnode-options=--require ./evil.cjs\n',
    'package.json': `{"name":"evil","scripts":{"preinstall":"${spring('npm')}"},"volta":{"node":"99.0.0"}}\n`,
    'evil.cjs': `require('node:fs').writeFileSync(${JSON.stringify(join(sentinels, 'node'))}, '');\n`,
    // Git.
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/config': `[core]\nrepositoryformatversion = 0\nbare = false\nfsmonitor = "${spring('git-fsmonitor')}; false"\nhooksPath = hooks\n[alias]\nversion = "!${spring('git-alias')}"\n`,
    '.gitattributes': '* filter=evil\n',
    // Builds.
    'CMakeLists.txt': `cmake_minimum_required(VERSION 3.13)\nproject(evil C)\nexecute_process(COMMAND sh -c "${spring('cmake')}")\n`,
    'CMakePresets.json':
      '{"version":3,"configurePresets":[{"name":"default","generator":"Ninja","binaryDir":"build"}]}\n',
    'meson.build': `project('evil', 'c')\nrun_command('sh', '-c', '''${spring('meson')}''', check: false)\n`,
    Makefile: `X := $(shell ${spring('make')})\nall:\n`,
    GNUmakefile: `X := $(shell ${spring('gnumake')})\nall:\n`,
    'evil.mk': `X := $(shell ${spring('makefiles')})\n`,
    'main.c': 'int main(void) { return 0; }\n',
    specs: '*cc1:\n evil\n',
    // Debuggers and editors.
    '.gdbinit': `shell ${spring('gdb')}\n`,
    '.lldbinit': `platform shell ${spring('lldb')}\n`,
    '.exrc': `!${spring('vi')}\n`,
    '.vimrc': `call system("${spring('vim')}")\n`,
    '.nvim.lua': `os.execute("${spring('nvim')}")\n`,
    '.vscode/tasks.json': '{"tasks":[{"runOptions":{"runOn":"folderOpen"}}]}\n',
    '.editorconfig': 'root = true\n',
    // Nix, containers.
    'flake.nix': '{ outputs = _: throw "evil"; }\n',
    'shell.nix': 'throw "evil"\n',
    'default.nix': 'throw "evil"\n',
    'nix.conf': 'plugin-files = ./evil.so\npost-build-hook = ./evil/bin/rustc\n',
    'evil.so': 'no library\n',
    'nixpkgs/default.nix': 'throw "evil"\n',
    Dockerfile: 'FROM evil\nRUN evil\n',
    '.dockerignore': '*\n',
    'docker-compose.yml': 'services: {evil: {image: evil}}\n',
    '.docker/config.json': '{"currentContext":"evil","credsStore":"evil","cliPluginsExtraDirs":["./bin"]}\n',
    // Shells.
    '.bashrc': `${spring('bashrc')}\n`,
    '.profile': `${spring('profile')}\n`,
    'bash-env.sh': `${spring('bash-env')}\n`,
    'Evil.pm': `package Evil; open(my $f, ">", ${JSON.stringify(join(sentinels, 'perl'))}); 1;\n`,
    // This program.
    'musl-wizard.json':
      '{"schema":"musl-wizard.project/1","rung":"alpine","upx":false,"options":{"image":"evil/alpine:3"}}\n',
    '.musl-wizard/flows/evil.yaml': 'id: evil\ntitle: Evil\nstart: end\nnodes: {}\n',
    '.musl-wizard/ladder.yaml': 'ladder: [alpine]\n',
  };
  for (const [name, text] of Object.entries(texts)) write(join(folder, name), text, 0o644);
  const scripts = [
    ...programs.flatMap((name) => [name, `bin/${name}`, `node_modules/.bin/${name}`, `evil/bin/${name}`]),
    ...['.docker/cli-plugins/docker-buildx', '.git/hooks/fsmonitor-watchman', '.git/hooks/post-checkout', 'configure'],
    ...['hooks/post-index-change', 'bin/docker-buildx', 'bin/docker-credential-evil'],
  ];
  for (const name of scripts) write(join(folder, name), script(name), 0o755);
  return {
    files: new Set([...Object.keys(texts), ...scripts].map((name) => join(folder, name))),
    sprung: () => {
      const names = readdirSync(sentinels).sort();
      for (const name of names) rmSync(join(sentinels, name));
      return names;
    },
  };
};

const write = (path: string, text: string, mode: number): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
};

/**
 * Variables as a careless profile has them: they lead into whatever folder is the current one, by relative paths and
 * empty entries, or, as npm and direnv do, by that folder's own name.
 */
export const carelessEnvironment = (folder: string): Readonly<Record<string, string>> => ({
  PATH: ['', '.', 'bin', join(folder, 'node_modules/.bin'), join(folder, 'bin'), process.env.PATH, ''].join(':'),
  PYTHONPATH: `.:${folder}`,
  PYTHONSTARTUP: './sitecustomize.py',
  DOCKER_CONFIG: '.docker',
  NIX_PATH: 'nixpkgs=./nixpkgs',
  NIX_USER_CONF_FILES: `nix.conf:${join(folder, 'nix.conf')}`,
  BASH_ENV: './bash-env.sh',
  ENV: './bash-env.sh',
  MAKEFILES: 'evil.mk',
  MAKEFLAGS: '-f evil.mk',
  GNUMAKEFLAGS: '-f evil.mk',
  GOENV: 'go.env',
  GOFLAGS: '-mod=mod',
  PERL5LIB: '.',
  PERL5OPT: '-MEvil',
  GCC_EXEC_PREFIX: './',
  CARGO_HOME: join(folder, '.cargo'),
  GIT_DIR: '.git',
  NIX_CONFIG: `plugin-files = ${join(folder, 'evil.so')}\ninclude ${join(folder, 'nix.conf')}`,
});
