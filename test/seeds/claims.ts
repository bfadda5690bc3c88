/** What a document says, the name of the file whose test proves it, and words of that test. */
type Claim = readonly [claim: string, file: string, words: string];

/** The five documents by what they are about, claim by claim. */
export const provenBy: Readonly<Record<string, readonly Claim[]>> = {
  'a container runtime in Rust, whose flake does not link': [
    ['the flake has faults: each with line and column', 'nix-source.test.ts', 'its faults are named'],
    ['patched, it evaluates and links static musl alone', 'nix-source.test.ts', 'links nothing but static musl'],
    ['1 GiB: builds are killed; 8 GiB: they are not', 'quilt.test.ts', 'at 1 GiB that there is too little'],
    ['one more flag does not help', 'quilt.test.ts', 'in the package set, not in one more flag'],
    ['"cannot find -lutil" only follows', 'quilt.test.ts', 'which only follows from it'],
    ['cargo with musl-gcc: the program crashes on Alpine', 'quilt.test.ts', 'why the program crashed on Alpine'],
    ['protoc belongs to the machine that builds', 'patterns.test.ts', 'run on the build machine'],
  ],
  'musl on a glibc host, without Docker': [
    ['libraries of the host do not fit musl-gcc', 'nano-ssh-server.test.ts', 'libraries of the host'],
    ['the musl set links, three ways', 'rungs-crypto.test.ts', "'pkgsStatic', 'pkgsCross.musl64', 'pkgsMusl'"],
    ['the set alone does not link static', 'nano-ssh-server.test.ts', 'does not link static'],
    ['shell-musl.nix: the commands of its header', 'shell-musl.test.ts', 'commands in its own header'],
    ['the compiler in it is asked', 'shell-musl.test.ts', 'by what the compiler says'],
    ['-lsodium is found in the shell', 'nano-ssh-server.test.ts', 'enters the shell when -lsodium'],
    ['Makefile.musl, and its clean', 'patterns.test.ts', 'a makefile removes what it made'],
    ['justfile', 'patterns.test.ts', 'a justfile and a job of CI come with the recipe'],
    ['static glibc is 5.2 MB', 'seed-sizes.test.ts', 'is about 5.2 MB of static glibc'],
    ['static musl is 2.6 MB, half of glibc', 'seed-sizes.test.ts', 'is about 2.6 MB of static musl'],
    ['musl packed is 900 KB', 'seed-sizes.test.ts', 'packs to about a third, 0.9 MB'],
    ['the same program runs everywhere: no interpreter, nothing needed', 'rungs-crypto.test.ts', 'needed: []'],
  ],
  'emulated builds of Nix and Rust': [
    ['aarch64 host, Docker', 'crane-emulated-build.test.ts', 'goes by Docker on an aarch64 host'],
    ['NixOS on aarch64, Docker', 'crane-emulated-build.test.ts', 'goes by Nix in a container on such a host'],
    ['NixOS in LXC', 'crane-emulated-build.test.ts', 'goes by Nix on NixOS in LXC'],
    ['NixOS in a VM fails', 'crane-emulated-build.test.ts', 'does not work in a NixOS VM'],
    ['Ubuntu in Docker', 'crane-emulated-build.test.ts', 'in a container of Ubuntu'],
    ['4 GiB', 'crane-emulated-build.test.ts', 'needs 4 GiB'],
    ['handlers by tonistiigi/binfmt', 'crane-emulated-build.test.ts', 'the container that the document names'],
    ['nextest fails everywhere', 'crane-emulated-build.test.ts', 'nextest fails under every emulator'],
    ['symbols.o', 'crane-emulated-build.test.ts', 'symbols.o in a NixOS VM'],
    ['a foreign program runs under qemu', 'rungs-emulated.test.ts', 'a canary for aarch64, run by qemu'],
  ],
  'Rust and Nix for several systems': [
    ['crane: static musl', 'ironstar.test.ts', 'crane with a toolchain that has the target'],
    ['crane: splicing by callPackage', 'ironstar.test.ts', 'splicing by callPackage'],
    ['crane: Windows by mingw-w64', 'ironstar.test.ts', 'mingw-w64 and msvcrt'],
    ['crane: build-std', 'ironstar.test.ts', 'nightly, both lock files'],
    ['the matrix of targets', 'patterns.test.ts', 'the matrix holds ARM and Windows'],
    ['all patterns evaluate', 'recipes.test.ts', 'evaluate for %s'],
    ['not yet needed', 'ironstar.test.ts', 'an ordinary release build'],
  ],
  'four attempts in a restricted container': [
    ['no installer works there', 'nano-ssh-server.test.ts', 'before any installer is tried'],
    ['"cannot get exit status of PID"', 'nano-ssh-server.test.ts', 'from the message of the installer'],
    ['what the installers left is no Nix', 'nano-ssh-server.test.ts', 'the installers left half made'],
    ['ranking 1: glibc static, packed', 'nano-ssh-server.test.ts', 'ships what they shipped'],
    ['ranking 2: Alpine', 'nano-ssh-server.test.ts', 'what would have been best'],
    ['ranking 3: libraries from source for musl', 'libs.test.ts', 'every recipe'],
    ['ranking 4: pkgsCross.musl64', 'rungs-nix.test.ts', 'pkgsCross.musl64'],
    ['the real runtime, gVisor', 'scenarios.test.ts', 'flow run chooses for the sandbox'],
    ['5.2 MB packed is 1.7 MB', 'seed-sizes.test.ts', 'packs to about a third'],
    ['musl is 2.6 MB, packed 0.9 MB', 'seed-sizes.test.ts', 'packs to about a third, 0.9 MB'],
    ['dynamic is 11 KB', 'seed-sizes.test.ts', 'is a few kilobytes when it is dynamic'],
  ],
};

/** What a document says that no tool here can prove, and why not. */
export const fromNetwork: readonly (readonly [claim: string, reason: string])[] = [
  ['nixpkgs has the musl set of 5.2 MB in its cache', 'needs cache.nixos.org'],
  ['Alpine 3.19: apk add libsodium-static openssl-libs-static', 'needs dl-cdn.alpinelinux.org'],
  ['the installers of Determinate and of Nix fail in their last step', 'needs install.determinate.systems, nixos.org'],
  ['nix shell nixpkgs#hello --system aarch64-linux', 'needs nixpkgs and its cache'],
  ['emulated builds on Darwin by Rosetta', 'needs a Mac'],
];
