import { scriptName, sourceFolder } from './script.js';

/** Where the script leaves the programs in the root. */
const programs = '/mw-programs';

/** Where what enters the root has its own files there, apart from the sources, which are the project's. */
const ours = '/mw-enter';

/**
 * Enters an unpacked root file system and runs a script there, then brings its programs out. The archive may be a
 * stranger's, and so may the project: nothing is written through a link in them, nothing of them is run outside of the
 * root, and nothing in it gets this user's environment. Where namespaces can be had, what runs there has its own
 * process numbers, and ends with the script.
 * Arguments: the tool's name and path, the root, the sources (which move into it), the script that runs in it, the
 * folder for the programs, and the path of unshare where this process has a mount namespace of its own, else nothing.
 * @param marker the variable by which processes of the build are found
 */
export const enterRoot = (marker: string): string => `#!/bin/sh
set -eu
# An environment of this user's would be in /proc/PID/environ, which the root may show.
if [ "\${1:-}" != --clean ]; then
  exec env -i "PATH=$PATH" LC_ALL=C TERM=dumb "${marker}=$${marker}" \
    \${http_proxy:+"http_proxy=$http_proxy"} \${https_proxy:+"https_proxy=$https_proxy"} \${no_proxy:+"no_proxy=$no_proxy"} \
    /bin/sh "$0" --clean "$@"
fi
shift
tool=$1 path=$2 root=$3 sources=$4 inner=$5 output=$6 unshare=$7
fail() { echo "enter-root: $*" >&2; exit 1; }

if [ -e "$root/manifest.json" ] || [ -e "$root/oci-layout" ]; then
  fail "the archive is an image as an engine saves it, not a root file system (take an Alpine minirootfs)"
fi
[ -e "$root/etc/alpine-release" ] || fail "the archive has no etc/alpine-release: it is not a root file system of Alpine"
for name in ${sourceFolder} ${programs} ${ours}; do
  if [ -e "$root$name" ] || [ -L "$root$name" ]; then fail "the archive has a folder $name of its own"; fi
done
# A link in their place would lead what is mounted or made there out of the root.
rm -rf "$root/dev" "$root/proc"
mkdir -m 755 "$root/dev" "$root/proc" "$root${ours}"
mv "$sources" "$root${sourceFolder}"
mv "$inner" "$root${ours}/run.sh"
cp /etc/resolv.conf "$root${ours}/resolv.conf" 2>/dev/null || :

apart=no
devices='null zero full random urandom tty'
if [ "$unshare" != '' ]; then
  mount -t tmpfs -o mode=755 none "$root/dev" 2>/dev/null || :
  for name in $devices; do
    [ -e "/dev/$name" ] || continue
    : >"$root/dev/$name"
    mount --bind "/dev/$name" "$root/dev/$name" || fail "/dev/$name cannot be mounted"
  done
  if "$unshare" -p -f true 2>/dev/null; then apart=yes; fi
elif [ "$tool" = chroot ]; then
  mknod -m 666 "$root/dev/null" c 1 3 || fail "/dev/null cannot be made"
  mknod -m 666 "$root/dev/zero" c 1 5
  mknod -m 666 "$root/dev/full" c 1 7
  mknod -m 666 "$root/dev/random" c 1 8
  mknod -m 666 "$root/dev/urandom" c 1 9
  mknod -m 666 "$root/dev/tty" c 5 0
  if ! (: >"$root/dev/null") 2>/dev/null; then
    fail "/dev/null cannot be opened in $root: that file system is mounted nodev (TMPDIR names another folder)"
  fi
fi
[ "$tool" != chroot ] || ln -s /proc/self/fd "$root/dev/fd"

case $tool in
  chroot) set -- "$path" "$root" ;;
  bwrap)
    set -- "$path" --unshare-user --unshare-pid --uid 0 --gid 0 --die-with-parent \
      --bind "$root" / --dev /dev --proc /proc
    ;;
  proot)
    # By its loader, which is the program of each process there, what it leaves is found.
    export PROOT_TMP_DIR="\${root%/*}"
    set -- "$path" -0 -r "$root" -b /dev -b /proc -w /
    ;;
esac
set -- "$@" /bin/sh ${ours}/run.sh
if [ "$unshare" != '' ]; then
  # Of process numbers of its own where the kernel permits it, else all that this process sees.
  set -- /bin/sh -c '
    root=$1
    shift
    mount -t proc none "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc" 2>/dev/null ||
      echo "enter-root: built without /proc" >&2
    export HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin
    exec "$@"' sh "$root" "$@"
fi
[ "$apart" = no ] || set -- "$unshare" -p -f "$@"
status=0
(
  [ "$unshare" != '' ] || export HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin
  exec "$@"
) || status=$?
[ "$status" = 0 ] || exit "$status"
if [ -L "$root${programs}" ] || [ ! -d "$root${programs}" ]; then fail "the build left no folder ${programs}"; fi
cp -R -P "$root${programs}/." "$output"
`;

/**
 * What runs in the root: the resolver's file, which an archive does not have, then the script of a container. It stays,
 * since process 1 of a namespace is not ended by a signal that it does not handle.
 */
export const runInRoot = `#!/bin/sh
set -eu
[ -s /etc/resolv.conf ] || cp ${ours}/resolv.conf /etc/resolv.conf 2>/dev/null || :
/bin/sh ${sourceFolder}/${scriptName} ${programs}
exit 0
`;
