#!/bin/sh
# vm.sh up|down|ssh WORDS|options: a Debian 13 machine with its own kernel in QEMU, by emulation: systemd, cgroup v2 alone,
# AppArmor, user sessions, sudo with a password (alice: labpass, group sudo; carol: no rights), Docker, Podman,
# systemd-nspawn, bubblewrap, a multi-user Nix. Made once, in DIR (default: /tmp/musl-wizard-lab/vm), about 1.5 GB.
# Needs root, qemu-system-x86, mmdebstrap and e2fsprogs.
set -eu
umask 022
DIR=${DIR:-/tmp/musl-wizard-lab/vm} PORT=${PORT:-2322} MEM=${MEM:-2048} CPUS=${CPUS:-2}
root=$DIR/root image=$DIR/disk.raw pidfile=$DIR/pid key=$DIR/key
options="-i $key -p $PORT -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=40 -o ControlMaster=auto -o ControlPath=$DIR/ssh-%r -o ControlPersist=600"

packages="systemd systemd-sysv systemd-resolved dbus dbus-user-session libpam-systemd initramfs-tools linux-image-cloud-amd64
  kmod udev iproute2 openssh-server sudo ca-certificates procps nodejs gcc libc6-dev make musl-tools upx-ucl nix-bin
  nix-setup-systemd bubblewrap uidmap podman crun slirp4netns passt fuse-overlayfs netavark aardvark-dns docker.io
  docker-cli systemd-container apparmor apparmor-utils iptables"

# The root file system, from the mirror that this machine has.
make_root() {
  mirror=$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\).*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -v security | head -1)
  rm -rf "$root"
  mmdebstrap --mode=root --variant=minbase --arch=amd64 \
    --aptopt='Apt::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    --include="$(echo $packages | tr ' ' ',')" trixie "$root" "deb $mirror trixie main" >&2
  [ -e "$key" ] || ssh-keygen -q -t ed25519 -N '' -f "$key"
  for home in root etc/skel; do
    mkdir -p -m 700 "$root/$home/.ssh"
    cp "$key.pub" "$root/$home/.ssh/authorized_keys"
    chmod 600 "$root/$home/.ssh/authorized_keys"
  done
  for user in alice:sudo carol:users; do
    chroot "$root" useradd -m -s /bin/bash -G "${user#*:}" "${user%%:*}"
    echo "${user%%:*}:labpass" | chroot "$root" chpasswd
  done
  echo labvm >"$root/etc/hostname"
  printf '127.0.0.1 localhost labvm\n::1 localhost\n' >"$root/etc/hosts"
  printf '[Match]\nName=en* eth*\n[Network]\nDHCP=ipv4\n' >"$root/etc/systemd/network/20-lab.network"
  chroot "$root" systemctl -q enable systemd-networkd systemd-resolved ssh >&2
  chroot "$root" systemctl -q mask systemd-networkd-wait-online apt-daily.timer apt-daily-upgrade.timer >&2
  rm -f "$image"
  truncate -s 8G "$image"
  mke2fs -q -t ext4 -E lazy_itable_init=1,lazy_journal_init=1 -d "$root" "$image"
  : >"$DIR/made"
}

# shellcheck disable=SC2086 # the options are words
secure() { ssh $options "$@"; }

case ${1:-up} in
  up)
    mkdir -p -m 700 "$DIR"
    if [ -s "$pidfile" ] && kill -0 "$(cat "$pidfile")" 2>/dev/null; then
      echo "up already: process $(cat "$pidfile")"
      exit 0
    fi
    [ -e "$DIR/made" ] || make_root
    set -- "$root"/boot/vmlinuz-* "$root"/boot/initrd.img-*
    setsid qemu-system-x86_64 -M q35 -accel tcg,thread=multi -cpu max -m "$MEM" -smp "$CPUS" -nographic -nodefaults \
      -serial file:"$DIR/console" -kernel "$1" -initrd "$2" -append "root=/dev/vda rw console=ttyS0 quiet" \
      -drive file="$image",format=raw,if=virtio,cache=unsafe -snapshot \
      -netdev user,id=n,hostfwd=tcp:127.0.0.1:"$PORT"-:22 -device virtio-net-pci,netdev=n,romfile= \
      -device virtio-rng-pci </dev/null >"$DIR/qemu" 2>&1 &
    echo $! >"$pidfile"
    tries=0
    until secure root@127.0.0.1 true 2>/dev/null; do
      tries=$((tries + 1))
      if [ $tries -ge 300 ] || ! kill -0 "$(cat "$pidfile")" 2>/dev/null; then
        tail -20 "$DIR/qemu" "$DIR/console" >&2
        exit 1
      fi
      sleep 1
    done
    # What the services still do at the start would be in the way.
    secure root@127.0.0.1 'systemctl is-system-running --wait' || true
    ;;
  down)
    secure root@127.0.0.1 poweroff 2>/dev/null || true
    tries=0
    while kill -0 "$(cat "$pidfile")" 2>/dev/null; do
      tries=$((tries + 1))
      [ $tries -lt 30 ] || kill "$(cat "$pidfile")"
      sleep 1
    done
    rm -f "$pidfile"
    ;;
  ssh)
    shift
    secure "$@"
    ;;
  options) echo "$options" ;;
esac
