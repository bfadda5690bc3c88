#!/bin/sh
# languages-root.sh ROOT: a Debian 12 in ROOT with the compilers of other languages that Debian has, gcc and musl, made once.
exec sh "$(dirname "$0")/debian-root.sh" "$1" bookworm \
  gcc g++ libc6-dev make musl-tools \
  ghc cabal-install libgmp-dev libffi-dev ocaml-nox ocaml-dune nim crystal libpcre2-dev libpcre3-dev libgc-dev libevent-dev \
  ldc dub zlib1g-dev fp-compiler fp-units-rtl fp-units-fcl
