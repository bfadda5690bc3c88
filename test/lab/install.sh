#!/usr/bin/env bash
# Installs the lab on a Debian machine: the real tools that the tests under test/lab run against.
# PROJECTS=yes: also what `npm run projects` needs; LIBRARIES=yes: what `npm run libraries` needs. Idempotent; needs root and Debian's packages, PyPI and the npm registry, nothing else.
set -euo pipefail

packages=(
  nix-bin musl-tools docker.io podman buildah crun iptables fuse-overlayfs slirp4netns uidmap
  qemu-user-static fish strace faketime time tmux zsh busybox-static libsodium-dev libssl-dev zlib1g-dev libncurses-dev pkg-config cmake meson ninja-build openssh-server openssh-client sudo openssl file binutils
  debootstrap bubblewrap proot libtool groff-base shellcheck jq gcc g++ make autoconf automake git curl ca-certificates python3 python3-pip python3-venv procps ripgrep dpkg-dev
)
# What else `npm run projects` builds with.
[ "${PROJECTS:-}" = yes ] && packages+=(libltdl-dev bison flex ed libreadline-dev)
# What else `npm run libraries` builds with.
[ "${LIBRARIES:-}" = yes ] && packages+=(bison flex gperf m4)
export DEBIAN_FRONTEND=noninteractive

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  echo "lab: installing ${missing[*]}"
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/tmp/musl-wizard-lab-apt.log 2>&1 ||
    { tail -20 /tmp/musl-wizard-lab-apt.log; exit 1; }
fi

# UPX is not in bookworm itself: take it from where this release has it.
if ! command -v upx >/dev/null; then
  if ! apt-get install -y -qq upx-ucl >/dev/null 2>&1; then
    mirror=$(sh "$(dirname "$0")/debian-mirror.sh")
    . /etc/os-release
    echo "deb $mirror ${VERSION_CODENAME}-backports main" >/etc/apt/sources.list.d/musl-wizard-lab.list
    apt-get update -qq
    apt-get install -y -qq -t "${VERSION_CODENAME}-backports" upx-ucl >/dev/null
  fi
fi

# zig: the wheel carries the whole toolchain.
if ! python3 -m ziglang version >/dev/null 2>&1; then
  python3 -m pip install --quiet --disable-pip-version-check --break-system-packages ziglang 2>/dev/null ||
    python3 -m pip install --quiet --disable-pip-version-check ziglang
fi

# Rust for musl, which takes some minutes once.
if [ "${PROJECTS:-}" = yes ]; then "$(dirname "$0")/rust-musl.sh" "${TMPDIR:-/tmp}/musl-wizard-lab/rust-musl"; fi

# Nix as root needs a group of build users.
if ! getent group nixbld >/dev/null; then groupadd -r nixbld; fi
for n in 1 2 3 4; do
  id "nixbld$n" >/dev/null 2>&1 ||
    useradd -r -g nixbld -G nixbld -d /var/empty -s /usr/sbin/nologin -c "Nix build user $n" "nixbld$n"
done

# A user without root, with and without ids for rootless engines.
id mwlab >/dev/null 2>&1 || useradd -m -s /bin/bash mwlab
grep -q '^mwlab:' /etc/subuid || echo 'mwlab:200000:65536' >>/etc/subuid
grep -q '^mwlab:' /etc/subgid || echo 'mwlab:200000:65536' >>/etc/subgid

# A whole Debian 13, for a newer Nix, a newer UPX and the far side of a remote builder.
mkdir -p /tmp/lab
flock /tmp/lab/trixie.lock "$(dirname "$0")/trixie-root.sh" /tmp/lab/trixie ||
  { echo 'lab: the Debian 13 root could not be made'; tail -5 /tmp/lab/trixie.log; exit 1; }

# buildx, which bookworm has not: the client's plugin, in a folder of its own, since other tests want a client without it.
if [ ! -x /tmp/lab/buildx/docker-buildx ]; then
  chroot /tmp/lab/trixie sh -c 'cd /var/tmp && rm -f docker-buildx_*.deb && apt-get download -qq docker-buildx' >/dev/null 2>&1
  mkdir -p /tmp/lab/buildx
  dpkg --fsys-tarfile /tmp/lab/trixie/var/tmp/docker-buildx_*.deb |
    tar -xO ./usr/libexec/docker/cli-plugins/docker-buildx >/tmp/lab/buildx/docker-buildx
  chmod +x /tmp/lab/buildx/docker-buildx
  rm -f /tmp/lab/trixie/var/tmp/docker-buildx_*.deb
fi

# One engine that runs, for the tests that need one; those about a stopped engine start their own.
if ! docker info >/dev/null 2>&1; then
  rm -f /var/run/docker.pid /var/run/docker/containerd/containerd.pid
  setsid nohup dockerd >/tmp/musl-wizard-lab-dockerd.log 2>&1 </dev/null &
  for _ in $(seq 80); do docker info >/dev/null 2>&1 && break; sleep 0.25; done
  docker info >/dev/null 2>&1 || { echo 'lab: dockerd did not come up'; tail -5 /tmp/musl-wizard-lab-dockerd.log; exit 1; }
fi
echo "lab: ready ($(nix --version), $(docker --version | cut -d, -f1), zig $(python3 -m ziglang version), $(upx --version | head -1))"
