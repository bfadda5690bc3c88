import { scriptName, sourceFolder } from './script.js';

/** Where the script leaves the programs in the root. */
const programs = '/mw-programs';

/**
 * Enters an unpacked root file system and runs a script there, then brings its programs out. The archive may be a
 * stranger's: nothing is written through a link in it, and nothing of it is run outside of it.
 * Arguments: the tool's name and path, the root, the sources (which move into it), the script that runs in it, the
 * folder for the programs, and whether this process has a mount namespace of its own.
 * @param marker the variable by which processes of the build are found
 */
export const enterRoot = (marker: string): string => `#!/bin/sh
set -eu
tool=$1 path=$2 root=$3 sources=$4 inner=$5 output=$6 mounts=$7
fail() { echo "enter-root: $*" >&2; exit 1; }

if [ -e "$root/manifest.json" ] || [ -e "$root/oci-layout" ]; then
  fail "the archive is an image as an engine saves it, not a root file system (take an Alpine minirootfs)"
fi
[ -e "$root/etc/alpine-release" ] || fail "the archive has no etc/alpine-release: it is not a root file system of Alpine"
for name in ${sourceFolder} ${programs}; do
  if [ -e "$root$name" ] || [ -L "$root$name" ]; then fail "the archive has a folder $name of its own"; fi
done
# A link in their place would lead what is mounted or made there out of the root.
rm -rf "$root/dev" "$root/proc"
mkdir -m 755 "$root/dev" "$root/proc"
mv "$sources" "$root${sourceFolder}"
mv "$inner" "$root${sourceFolder}/.mw-run-in-root.sh"
cp /etc/resolv.conf "$root${sourceFolder}/.mw-resolv.conf" 2>/dev/null || :

devices='null zero full random urandom tty'
if [ "$mounts" = yes ]; then
  mount -t tmpfs -o mode=755 none "$root/dev" 2>/dev/null || :
  for name in $devices; do
    [ -e "/dev/$name" ] || continue
    : >"$root/dev/$name"
    mount --bind "/dev/$name" "$root/dev/$name" || fail "/dev/$name cannot be mounted"
  done
  mount --rbind /proc "$root/proc" 2>/dev/null || echo 'enter-root: built without /proc' >&2
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
  bwrap) set -- "$path" --unshare-user --uid 0 --gid 0 --die-with-parent --bind "$root" / --dev /dev --proc /proc ;;
  proot) set -- "$path" -0 -r "$root" -b /dev -b /proc -w / ;;
esac
status=0
env -i HOME=/root LC_ALL=C TERM=dumb PATH=/usr/sbin:/usr/bin:/sbin:/bin "${marker}=$${marker}" \
  \${http_proxy:+"http_proxy=$http_proxy"} \${https_proxy:+"https_proxy=$https_proxy"} \${no_proxy:+"no_proxy=$no_proxy"} \
  "$@" /bin/sh ${sourceFolder}/.mw-run-in-root.sh || status=$?
[ "$status" = 0 ] || exit "$status"
if [ -L "$root${programs}" ] || [ ! -d "$root${programs}" ]; then fail "the build left no folder ${programs}"; fi
cp -R -P "$root${programs}/." "$output"
`;

/** What runs in the root: the resolver's file, which an archive does not have, then the script of a container. */
export const runInRoot = `#!/bin/sh
set -eu
[ -s /etc/resolv.conf ] || cp ${sourceFolder}/.mw-resolv.conf /etc/resolv.conf 2>/dev/null || :
rm -f ${sourceFolder}/.mw-resolv.conf ${sourceFolder}/.mw-run-in-root.sh
exec /bin/sh ${sourceFolder}/${scriptName} ${programs}
`;
