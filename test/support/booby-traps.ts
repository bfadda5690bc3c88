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
    'evil.pth': `import os; os.system("${spring('pth')}")\n`,
    'pyproject.toml': '[tool.evil]\n',
    'pip.conf': '[global]\nindex-url = http://evil.invalid/\n',
    '.config/pip/pip.conf': '[global]\nindex-url = http://evil.invalid/\n',
    '.local/lib/python3.11/site-packages/usercustomize.py': python('user-site'),
    '.pyenv/version': 'evil\n',
    // Rust.
    'rust-toolchain.toml': '[toolchain]\npath = "/proc/self/cwd/evil"\n',
    '.cargo/config.toml': `[build]\nrustc-wrapper = "./evil/bin/rustc"\nrustc = "./evil/bin/rustc"\n[alias]\nversion = "run"\n`,
    'rust-toolchain': 'evil\n',
    '.cargo/config': '[alias]\nversion = "run"\n',
    'settings.toml': 'version = "12"\ndefault_toolchain = "evil"\n',
    'Cargo.toml': '[package]\nname = "evil"\nversion = "0.1.0"\nedition = "2021"\nbuild = "build.rs"\n',
    'build.rs': `fn main() { std::fs::write("${join(sentinels, 'build-rs')}", "").unwrap(); }\n`,
    'src/main.rs': 'fn main() {}\n',
    // Go.
    'go.mod': 'module evil\n\ngo 1.99.1\n\ntoolchain go1.99.1\n',
    'go.work': 'go 1.99.1\n\nuse .\n',
    'go.env': 'GOFLAGS=-toolexec=./evil/bin/rustc\n',
    '.config/go/env': 'GOFLAGS=-toolexec=./evil/bin/rustc\n',
    'goroot/bin/go': '#!/bin/sh\n',
    // Zig, and caches of compilers.
    'build.zig': 'comptime { @compileError("evil"); }\n',
    'build.zig.zon': '.{ .name = .evil }\n',
    'lib/zig/std/std.zig': '@compileError("evil");\n',
    'ccache.conf': 'compiler = ./evil/bin/rustc\n',
    // Version managers, directory environments.
    '.mise.toml': '[tools]\nzig = "latest"\n',
    '.config/mise/config.toml': '[tools]\nzig = "latest"\n',
    '.asdfrc': 'legacy_version_file = yes\n',
    '.config/direnv/direnvrc': `${spring('direnvrc')}\n`,
    '.env': 'EVIL=1\n',
    '.tool-versions': 'python evil\nrust evil\ngolang evil\nzig evil\n',
    'mise.toml': `[env]\n_.source = "./env.sh"\n[hooks]\nenter = "${spring('mise')}"\n[tools]\nzig = "latest"\n`,
    '.envrc': `${spring('direnv')}\n`,
    'env.sh': `${spring('env-sh')}\n`,
    '.nvmrc': '99\n',
    // npm.
    '.npmrc': 'script-shell=./evil/bin/rustc\nnode-options=--require ./evil.cjs\n',
    'package.json': `{"name":"evil","scripts":{"preinstall":"${spring('npm')}"},"volta":{"node":"99.0.0"}}\n`,
    '.node-version': '99\n',
    'bunfig.toml': 'preload = ["./evil.cjs"]\n',
    '.yarnrc.yml': 'yarnPath: ./evil.cjs\n',
    'evil.cjs': `require('node:fs').writeFileSync(${JSON.stringify(join(sentinels, 'node'))}, '');\n`,
    // Git.
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/config': `[core]\nrepositoryformatversion = 0\nbare = false\nfsmonitor = "${spring('git-fsmonitor')}; false"\nhooksPath = hooks\n[alias]\nversion = "!${spring('git-alias')}"\n`,
    '.gitattributes': '* filter=evil\n',
    '.gitmodules': '[submodule "evil"]\npath = evil\nurl = ext::sh -c false\n',
    '.gitconfig': `[core]\nfsmonitor = "${spring('git-global')}; false"\n[include]\npath = evil.gitconfig\n`,
    'evil.gitconfig': `[alias]\nversion = "!${spring('git-include')}"\n`,
    '.config/git/config': `[core]\npager = "${spring('git-xdg')}"\n`,
    // Builds.
    'CMakeLists.txt': `cmake_minimum_required(VERSION 3.13)\nproject(evil C)\nexecute_process(COMMAND sh -c "${spring('cmake')}")\n`,
    'CMakePresets.json':
      '{"version":3,"configurePresets":[{"name":"default","generator":"Ninja","binaryDir":"build"}]}\n',
    'CMakeUserPresets.json': '{"version":3,"configurePresets":[{"name":"default"}]}\n',
    'toolchain.cmake': `execute_process(COMMAND sh -c "${spring('cmake-toolchain')}")\n`,
    'config.site': `${spring('config-site')}\n`,
    'native.ini': "[binaries]\nc = './evil/bin/rustc'\n",
    '.local/share/meson/native/evil.ini': "[binaries]\nc = './evil/bin/rustc'\n",
    'evil.pc': 'Name: evil\nDescription: evil\nVersion: 1\n',
    'zlib.pc': 'Name: zlib\nDescription: evil\nVersion: 99\n',
    'liblto_plugin.so': 'no library\n',
    'meson.build': `project('evil', 'c')\nrun_command('sh', '-c', '''${spring('meson')}''', check: false)\n`,
    Makefile: `X := $(shell ${spring('make')})\nall:\n`,
    GNUmakefile: `X := $(shell ${spring('gnumake')})\nall:\n`,
    'Makefile.local': `X := $(shell ${spring('make-local')})\n`,
    'config.mk': `X := $(shell ${spring('config-mk')})\n`,
    'evil.mk': `X := $(shell ${spring('makefiles')})\n`,
    'main.c': 'int main(void) { return 0; }\n',
    specs: '*cc1:\n evil\n',
    // Debuggers and editors.
    '.gdbinit': `shell ${spring('gdb')}\n`,
    '.inputrc': 'set editing-mode vi\n',
    lesskey: '#env\nLESSOPEN = evil\n',
    'magic.mgc': 'no magic\n',
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
    '.config/nix/nix.conf': 'plugin-files = ./evil.so\n',
    '.config/nix/registry.json': '{"flakes":[],"version":2}\n',
    '.config/nixpkgs/config.nix': 'throw "evil"\n',
    '.config/nixpkgs/overlays.nix': 'throw "evil"\n',
    '.nixpkgs/config.nix': 'throw "evil"\n',
    '.nix-defexpr/default.nix': 'throw "evil"\n',
    'nixpkgs/default.nix': 'throw "evil"\n',
    'containers.conf': '[engine]\nhooks_dir = ["./hooks"]\n',
    'storage.conf': '[storage]\ndriver = "evil"\n',
    'registries.conf': 'unqualified-search-registries = ["evil.invalid"]\n',
    '.config/containers/containers.conf': '[engine]\nhooks_dir = ["./hooks"]\n',
    '.config/containers/storage.conf': '[storage]\ndriver = "evil"\n',
    'compose.yaml': 'services: {evil: {image: evil}}\n',
    Containerfile: 'FROM evil\n',
    Dockerfile: '# syntax=evil/frontend\nFROM evil\nRUN evil\n',
    '.dockerignore': '*\n',
    'docker-compose.yml': 'services: {evil: {image: evil}}\n',
    '.docker/config.json': '{"currentContext":"evil","credsStore":"evil","cliPluginsExtraDirs":["./bin"]}\n',
    // Shells.
    '.bashrc': `${spring('bashrc')}\n`,
    '.profile': `${spring('profile')}\n`,
    'bash-env.sh': `${spring('bash-env')}\n`,
    '.zshenv': `${spring('zshenv')}\n`,
    '.curlrc': 'output = evil\n',
    '.wgetrc': 'output_document = evil\n',
    '.netrc': 'machine evil.invalid login evil password evil\n',
    '.ssh/config': `Host *\n  ProxyCommand ${spring('ssh')}\n`,
    'gconv/gconv-modules': 'module EVIL// INTERNAL evil 1\n',
    'terminfo/x/xterm': 'no terminal\n',
    'openssl.cnf': '[evil]\n',
    'cacert.pem': 'no certificate\n',
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
  // Settings, by the variables that name them: as relative paths, in a list, or by the folder's own name.
  ASDF_CONFIG_FILE: join(folder, '.asdfrc'),
  CCACHE_CONFIGPATH: join(folder, 'ccache.conf'),
  CMAKE_TOOLCHAIN_FILE: 'toolchain.cmake',
  COMPILER_PATH: `.:${folder}`,
  CONFIG_SITE: join(folder, 'config.site'),
  CONTAINERS_CONF: join(folder, 'containers.conf'),
  CONTAINERS_REGISTRIES_CONF: 'registries.conf',
  CONTAINERS_STORAGE_CONF: join(folder, 'storage.conf'),
  CURL_HOME: folder,
  GCONV_PATH: `gconv:${join(folder, 'gconv')}`,
  GIT_CONFIG_GLOBAL: join(folder, '.gitconfig'),
  GIT_CONFIG_SYSTEM: 'evil.gitconfig',
  GIT_EXEC_PATH: join(folder, 'bin'),
  GOPATH: folder,
  GOROOT: join(folder, 'goroot'),
  INPUTRC: join(folder, '.inputrc'),
  LD_LIBRARY_PATH: `:lib:${join(folder, 'lib')}`,
  LESSKEYIN: join(folder, 'lesskey'),
  MAGIC: join(folder, 'magic.mgc'),
  MISE_GLOBAL_CONFIG_FILE: join(folder, 'mise.toml'),
  NIX_CONF_DIR: folder,
  PIP_CONFIG_FILE: join(folder, 'pip.conf'),
  PKG_CONFIG_PATH: `.:${folder}`,
  PYTHONUSERBASE: join(folder, '.local'),
  QEMU_LD_PREFIX: folder,
  SSL_CERT_FILE: join(folder, 'cacert.pem'),
  TERMINFO: join(folder, 'terminfo'),
  WGETRC: '.wgetrc',
  XDG_CONFIG_DIRS: `.config:${join(folder, '.config')}`,
  XDG_DATA_HOME: join(folder, '.local/share'),
  ZIG_LIB_DIR: join(folder, 'lib/zig'),
  NIX_CONFIG: `plugin-files = ${join(folder, 'evil.so')}\ninclude ${join(folder, 'nix.conf')}`,
});
