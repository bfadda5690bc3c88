#!/bin/sh
# debian-root.sh ROOT SUITE PACKAGE...: a Debian with these packages in ROOT, made once.
# They are configured with /proc mounted, since Nix's profile needs it, and start no service.
set -eu
root=$1
suite=$2
shift 2
[ -e "$root/.done" ] && exit 0
umount -R "$root/proc" 2>/dev/null || true
rm -rf "$root"
debootstrap --variant=minbase "$suite" "$root" "$(sh "$(dirname "$0")/debian-mirror.sh")" >"$root.log" 2>&1
mount -t proc proc "$root/proc"
trap 'umount -R "$root/proc"' EXIT
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod +x "$root/usr/sbin/policy-rc.d"
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >>"$root.log" 2>&1
touch "$root/.done"
