/**
 * Words that a snapshot may hold: names of systems, programs, folders and settings that this program knows. Whatever
 * else stands in a text is somebody's own word and is replaced. Pure.
 */

const words = `
folder secret self mountinfo osrelease comm environ proc containerenv dockerenv dmi id vendor product board bios cmdline cpuinfo
env link run paths list contexts meta json config conf machines compatible type cgroup status attr current unshare exists which real root group differs same none mount at is not mounted flag names
project projects lab canary resolv hostname hosts userdata merged work diff upper lower init pve pyenv shims bin
name user users host hosts address unknown none null true false yes no on off max min unset default auto
root nobody daemon nogroup sudo wheel admin adm staff guest test runner vagrant codespace vscode gitpod jenkins ubuntu debian
alpine fedora arch archlinux centos rhel rocky almalinux alma opensuse suse sles leap tumbleweed nixos gentoo void chimera adelie
postmarketos openwrt amzn amazon oracle ol mariner azurelinux photon clear linux manjaro endeavouros kali raspbian mint pop
slackware guix solus wolfi bottlerocket coreos flatcar cos busybox distroless scratch trixie bookworm bullseye sid noble jammy focal
edge latest stable testing rolling lts el fc deb bpo rc beta alpha dev git nightly release pre post dfsg gnu glibc musl libc uclibc
bionic android darwin macos windows msvc pc apple freebsd netbsd openbsd wasm wasi wasip wasm32 wasm64 emscripten eabi eabihf
gnueabihf gnueabi musleabihf musleabi gnux gnux32 thumbv armv aarch arm x86 i ppc ppc64le powerpc powerpc64le s390x s390 mips mips64
riscv riscv64gc riscv32imac loongarch loongarch64 sparc sparc64 amd amd64 arm64 el le be mipsel hexagon x

bin sbin usr lib lib32 lib64 libx32 libexec share etc var run tmp dev proc sys boot opt srv mnt media home local state cache config
data log spool build src source target include man doc docs private volumes library applications nix store profile profiles per
profile system current sw defexpr channels channel nixpkgs manifest links db gcroots chroots wrappers
docker containerd containers container podman buildah libpod kubelet pods pod kubepods besteffort burstable guaranteed crio cri k8s io
kubernetes secrets serviceaccount overlay overlay2 overlayfs overlayimages overlaylayers vfs btrfs zfs devicemapper aufs fuse images
layers storage buildkit executor buildx plugins cli moby lxc libvirt nspawn oci lxcfs lxd incus payload monitor machine slice scope service services socket
mount session app systemd init openrc runit s6 svscan sshd login cgroup cgroup2 unified controllers cpu cpuacct cpuset memory pids
blkio freezer devices hugetlb net cls prio perf event rdma misc subtree events stat high low swap usage limit bytes threads pseudo
tmpfs devtmpfs devpts ramfs rootfs ext2 ext3 ext4 xfs f2fs bcachefs erofs squashfs iso9660 vfat exfat ntfs ntfs3 fuseblk nfs nfs4 cifs
smb3 9p virtiofs virtio sshfs gcsfuse rclone mergerfs snapfuse gvfsd portal mqueue debugfs tracefs securityfs selinuxfs configfs
efivarfs pstore bpf autofs rpc pipefs binfmt binfmt_misc hugetlbfs nsfs drvfs wslfs lowerdir rw ro noexec nosuid nodev relatime noatime
subid subuid sock sockets userns certs cert pki tls ssl ca crt pem bundle certificates anchors curl extracted openssl
rustup toolchains toolchain rustlib rust rustc cargo sysroot libstd rlib registry
python python2 python3 ziglang zig go golang node npm pip site packages pipx cc gcc clang llvm cxx make cmake pkg pkgconf musl gcc
upx git perl ruby java meson ninja qemu rosetta static interpreter emulator user mode box64 box86 wine hangover
homebrew linuxbrew cellar brew asdf mise direnv snap flatpak flake flakes registry command commands
lix determinate like portable magic single multi

linux version kernel generic microsoft standard wsl wsl2 aws azure gcp gke eks cloud amd virt kvm lowlatency rt hardened zen xanmod
tegra raspi linuxkit orbstack firecracker gvisor runsc oracle ibm smp preempt dynamic sun mon tue wed thu fri sat jan feb mar apr may
jun jul aug sep oct nov dec utc pst pdt gmt
amazon ec2 openstack kubevirt vmware virtualbox innotek gmbh corporation xen bochs parallels bhyve hyper virtual machine
apple virtualization google compute engine digitalocean droplet hetzner vserver platform cloud hypervisor crosvm standard q35 ich9 i440fx
piix pc bios seabios edk inc llc hvm domu fi

enabled disabled enforce enforcing complain permissive unconfined kernel profile docker unprivileged privileged
client server context desktop colima rancher lima tcp ssh ng http https unix fd npipe file path flake daemon sandbox relaxed experimental
features nix command ca derivations recursive read only dynamic auto allocate uids fetch tree git hashing parse toml pipe operators verified
fetches impure substituters trusted extra platforms builders build users group nixbld require sigs big benchmark kvm nixos apple
systems include machines conf json meta settings sudoers etc x11
comm bash sh zsh fish dash ash sleep tail tini dumb catatonit pause supervisord entrypoint cat tmux screen claude su bwrap
localhost localdomain internal cluster org com net edu gov dev sh systems cachix nixos docker hub index mirror ghcr quay github gitlab
githubusercontent alpinelinux ziglang crates determinate channels cache static registry dl cdn
group groups uid gid tty dialout cdrom floppy audio video plugdev netdev lpadmin sambashare render input disk lp mail news games
operator bin sys kmem ssl shadow wireshark libvirt kvm qubes lxd microk8s systemd journal timesync resolve network
disabled strict filter tracked readonly hidden set error missing
wslinterop late wsl interop register status enabled
seccomp builtin apparmor selinux rootless cgroupns private
aarch64 armv6 armv7 armhf i386 i486 i586 i686 x86_64
per cpu id hidden empty total inactive hierarchical rosetta
`;

const exact: ReadonlySet<string> = new Set(words.toLowerCase().split(/\s+/));
/** Letters of words that are known; digits beside them say nothing of anybody. */
const known: ReadonlySet<string> = new Set(words.toLowerCase().match(/[a-z]+/g));
const maxDigits = 8;

/** Whether a run of letters and digits is in the vocabulary, or a number, or one with a number ("lib64", "deb12u1"). */
export const isKnownWord = (word: string): boolean => {
  if (exact.has(word.toLowerCase())) return true;
  if (/^\d+$/.test(word)) return word.length <= maxDigits;
  const letters = word.match(/[a-z]+/gi) ?? [];
  const digits = word.replace(/[a-z]/gi, '');
  if (!/^\d*$/.test(digits) || digits.length > 6 || letters.length > 2) return false;
  const single = letters.filter((run) => run.length === 1);
  return single.length <= 1 && letters.every((run) => run.length === 1 || known.has(run.toLowerCase()));
};
