#!/bin/sh
# alpine-image.sh [FOLDER...]: an image like Alpine's, made without a registry, as a tar of its root file system.
# It has busybox, the host's gcc with musl's headers and archives, and an `apk` that answers from what is inside.
# FOLDER: what else goes in, as usr/include and usr/lib (see musl-libraries.sh). $PACKAGES: the packages that these are.
# $TOOLS=yes: with the tools of autotools that this machine has.
# Usage: alpine-image.sh | docker import - mw-lab/alpine:3.20      (or: podman import)
set -eu
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/bin" "$root/etc/apk" "$root/lib64" "$root/tmp" "$root/root" "$root/usr/bin" "$root/usr/local/bin" "$root/var"
chmod 1777 "$root/tmp"

cp /bin/busybox "$root/bin/busybox"
for applet in $(/bin/busybox --list); do
  case $applet in ar | busybox) ;; *) ln -s /bin/busybox "$root/bin/$applet" ;; esac
done

# Copies a file to the same path, with the shared libraries that it needs.
take() {
  for file in "$@" $(ldd "$@" 2>/dev/null | grep -oE '/[^ :]+\.so[^ :]*' | sort -u); do
    [ -e "$root$file" ] && continue
    mkdir -p "$root$(dirname "$file")"
    cp -L "$file" "$root$file"
  done
}
# Debian's busybox runs its own applets for what a script calls, whatever is on the path; Alpine's does not.
shell=$(readlink -f /bin/sh)
take "$shell"
ln -sf "$shell" "$root/bin/sh"
ln -s /bin/busybox "$root/usr/bin/env"
gcc=$(readlink -f "$(command -v gcc)")
take "$gcc" "$(gcc -print-prog-name=cc1)" "$(gcc -print-prog-name=collect2)" "$(gcc -print-prog-name=lto-wrapper)"
# tar: that of Debian's busybox knows no --exclude, Alpine's does.
for tool in as ld ar ranlib strip readelf make tar; do
  real=$(readlink -f "$(command -v $tool)")
  take "$real"
  [ "$real" = "/usr/bin/$tool" ] || ln -sf "$real" "$root/usr/bin/$tool"
done
plugin=$(dirname "$(gcc -print-prog-name=cc1)")
take "$plugin/liblto_plugin.so"
cp "$plugin"/*.o "$plugin"/libgcc.a "$plugin"/libgcc_eh.a "$root$plugin/"
cp -r "$plugin/include" "$root$plugin/"
musl=/usr/lib/$(uname -m)-linux-musl
mkdir -p "$root$musl" "$root/usr/include"
cp -r "$musl/." "$root$musl/"
cp -r "/usr/include/$(uname -m)-linux-musl" "$root/usr/include/"
for folder in linux asm-generic; do cp -r "/usr/include/$folder" "$root/usr/include/$(uname -m)-linux-musl/"; done
cp -rL "/usr/include/$(uname -m)-linux-gnu/asm" "$root/usr/include/$(uname -m)-linux-musl/"
# Alpine's gcc makes static PIEs, of which musl's own specs know nothing: they would come out dynamic.
sed -i -e "s|%{!shared: *\($musl/\)Scrt1.o}|%{static-pie: \1rcrt1.o; !shared: \1Scrt1.o}|" \
  -e 's|^\(-dynamic-linker [^ ]*\)|%{static-pie:-static -pie --no-dynamic-linker -z text; :\1}|' "$root$musl/musl-gcc.specs"
for name in gcc cc; do
  printf '#!/bin/sh\nexec %s "$@" -specs %s/musl-gcc.specs\n' "$gcc" "$musl" >"$root/usr/bin/$name"
  chmod +x "$root/usr/bin/$name"
done

packages=${PACKAGES:-}
for folder in "$@"; do
  cp -r "$folder/usr/include/." "$root/usr/include/$(uname -m)-linux-musl/"
  cp -r "$folder/usr/lib/." "$root$musl/"
done
# take_tool PACKAGE PROGRAM [FOLDER...]
take_tool() {
  program=$(command -v "$2") || return 0
  packages="$packages $1"
  shift 2
  take "$(readlink -f "$program")"
  [ "$program" = "$(readlink -f "$program")" ] || ln -sf "$(readlink -f "$program")" "$root$program"
  for folder in "$@"; do
    mkdir -p "$root$folder"
    cp -rL "$folder/." "$root$folder/"
  done
}
if [ "${TOOLS:-}" = yes ]; then
  take_tool bash bash
  [ -e "$root/bin/bash" ] || ln -s /usr/bin/bash "$root/bin/bash"
  take_tool m4 m4
  # shellcheck disable=SC2046 # folders of perl, one a word
  take_tool perl perl $(perl -e 'print join " ", grep { m{^/usr/(share|lib)/} && -d } @INC')
  take_tool bison bison /usr/share/bison
  take_tool ed ed
  take_tool flex flex
  take_tool autoconf autoconf /usr/share/autoconf
  for tool in autoreconf autoheader autom4te automake aclocal; do take_tool automake $tool; done
  for folder in /usr/share/automake-* /usr/share/aclocal-* /usr/share/aclocal; do
    mkdir -p "$root$folder"
    cp -rL "$folder/." "$root$folder/"
  done
  take_tool libtool libtoolize /usr/share/libtool
fi

echo 3.20.3 >"$root/etc/alpine-release"
printf 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n' >"$root/etc/os-release"
printf 'https://dl-cdn.alpinelinux.org/alpine/v3.20/main\n' >"$root/etc/apk/repositories"
echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
echo 'root:x:0:' >"$root/etc/group"
echo "$packages" >"$root/etc/apk/lab"
cat >"$root/bin/apk" <<'APK'
#!/bin/sh
# Knows the packages that this image has; any other is answered as apk-tools does without a network.
installed=" alpine-baselayout busybox musl musl-dev gcc binutils make build-base linux-headers $(cat /etc/apk/lab) "
command=
missing=
for word in "$@"; do
  case $word in
    -*) ;;
    *) if [ -z "$command" ]; then command=$word; else
         case $installed in *" $word "*) ;; *) missing="$missing $word" ;; esac
       fi ;;
  esac
done
[ -z "$missing" ] && exit 0
[ "$command" = add ] || exit 1
url=$(head -1 /etc/apk/repositories)
echo "fetch $url/$(uname -m)/APKINDEX.tar.gz"
echo "WARNING: fetching $url: temporary error (try again later)" >&2
echo 'ERROR: unable to select packages:' >&2
for package in $missing; do
  printf '  %s (no such package):\n    required by: world[%s]\n' "$package" "$package" >&2
done
exit 1
APK
chmod +x "$root/bin/apk"
tar -C "$root" -c .
