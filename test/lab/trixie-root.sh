#!/bin/sh
# trixie-root.sh ROOT: a whole Debian 13 in ROOT, with Nix 2.26, gcc, musl and UPX, made once.
# The packages are configured with /proc mounted, since Nix's profile needs it.
set -eu
root=$1
[ -e "$root/.done" ] && exit 0
umount -R "$root/proc" 2>/dev/null || true
rm -rf "$root"
debootstrap --variant=minbase trixie "$root" "$(sh "$(dirname "$0")/debian-mirror.sh")" >"$root.log" 2>&1
mount -t proc proc "$root/proc"
trap 'umount -R "$root/proc"' EXIT
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod +x "$root/usr/sbin/policy-rc.d"
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
  nix-bin gcc libc6-dev musl-tools make upx-ucl >>"$root.log" 2>&1
touch "$root/.done"
