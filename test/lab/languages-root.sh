#!/bin/sh
# languages-root.sh ROOT: a Debian 12 in ROOT with the compilers of other languages that Debian has, gcc and musl, made once.
set -eu
root=$1
[ -e "$root/.done" ] && exit 0
umount -R "$root/proc" 2>/dev/null || true
rm -rf "$root"
debootstrap --variant=minbase bookworm "$root" "$(sh "$(dirname "$0")/debian-mirror.sh")" >"$root.log" 2>&1
mount -t proc proc "$root/proc"
trap 'umount -R "$root/proc"' EXIT
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod +x "$root/usr/sbin/policy-rc.d"
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
  gcc g++ libc6-dev make musl-tools \
  ghc cabal-install libgmp-dev libffi-dev ocaml-nox ocaml-dune nim crystal libpcre2-dev libpcre3-dev libgc-dev libevent-dev \
  ldc dub zlib1g-dev fp-compiler fp-units-rtl fp-units-fcl >>"$root.log" 2>&1
touch "$root/.done"
