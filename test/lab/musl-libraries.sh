#!/bin/sh
# musl-libraries.sh FOLDER SOURCES NAME...: libraries made for musl with musl-gcc from Debian's sources, for the lab's
# Alpine image and package set. Each is in FOLDER/NAME, below usr/lib and usr/include. What is there
# already is kept. NAME: zlib ncurses readline libedit
# md bsd crypt oniguruma openssl sodium
set -eu
folder=$1
sources=$2
shift 2
arch=$(uname -m)
prefix=/usr
libdir=/usr/lib
includedir=/usr/include
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# musl has no headers of the kernel; those of the machine serve, without the glibc around them.
kernel=$work/kernel
mkdir "$kernel"
ln -s /usr/include/linux /usr/include/asm-generic "/usr/include/$arch-linux-gnu/asm" "$kernel/"

jobs=$(nproc)
export CC=musl-gcc CFLAGS="-O1 -idirafter $kernel" MAKEFLAGS="-j$jobs" MAKEINFO=true
unset CPPFLAGS LDFLAGS LIBS

# Those that a library links itself.
use() {
  for library in "$@"; do
    CPPFLAGS="${CPPFLAGS:-} -I$folder/$library$includedir"
    LDFLAGS="${LDFLAGS:-} -L$folder/$library$libdir"
  done
  export CPPFLAGS LDFLAGS
}
configured() { ./configure --prefix=$prefix --libdir="$libdir" --includedir="$includedir" --disable-shared --enable-static "$@"; }

build() {
  case $1 in
    zlib)
      ./configure --static --prefix=$prefix --libdir="$libdir" --includedir="$includedir"
      make libz.a
      make install DESTDIR="$work/out" prefix=$prefix
      ;;
    ncurses)
      ./configure --prefix=$prefix --libdir="$libdir" --includedir="$includedir" --without-shared --without-debug \
        --without-ada --without-cxx --without-cxx-binding --without-manpages --without-tests --without-progs \
        --enable-overwrite --disable-widec --disable-db-install --with-fallbacks= --enable-pc-files \
        --with-pkg-config-libdir="$libdir/pkgconfig"
      make libs
      make install.libs install.includes DESTDIR="$work/out"
      ;;
    readline)
      use ncurses
      configured bash_cv_termcap_lib=libncurses
      make static
      make install-static DESTDIR="$work/out"
      ;;
    crypt)
      # Debian's musl is built without crypt(3), which musl has everywhere else.
      [ -x configure ] || autoreconf -fi
      configured --disable-obsolete-api --disable-failure-tokens --disable-werror
      make install DESTDIR="$work/out"
      ;;
    oniguruma)
      autoreconf -fi
      configured
      make -C src install DESTDIR="$work/out"
      ;;
    libedit)
      use ncurses
      CFLAGS="$CFLAGS -D__STDC_ISO_10646__=201706L" configured --disable-examples
      make -C src
      make -C src install DESTDIR="$work/out"
      make install-data-am DESTDIR="$work/out" || :
      ;;
    md | bsd)
      [ "$1" = md ] || use md
      configured --host="$arch-linux-musl"
      make -C src
      make -C include install DESTDIR="$work/out"
      make -C src install DESTDIR="$work/out"
      # Whoever links libbsd links libmd.
      [ "$1" = md ] || cp -r "$folder/md/." "$work/out/"
      ;;
    openssl)
      unset MAKEFLAGS
      # For size and without old ciphers, as Alpine's package is built.
      CFLAGS="-Os ${CFLAGS#* }" ./Configure "linux-$arch" --prefix=$prefix --libdir=lib --openssldir=/etc/ssl \
        no-shared no-tests no-engine no-dso no-async no-afalgeng no-asm \
        no-idea no-mdc2 no-rc5 no-seed no-ec2m no-ssl3 no-weak-ssl-ciphers
      make -j"$jobs" build_generated libssl.a libcrypto.a
      # They name all archives as what they are made of, those of the tests too.
      make LIBS= libssl.pc libcrypto.pc openssl.pc
      mkdir -p "$work/out$libdir/pkgconfig" "$work/out$includedir"
      cp libssl.a libcrypto.a "$work/out$libdir/"
      cp ./*.pc "$work/out$libdir/pkgconfig/"
      cp -r include/openssl "$work/out$includedir/"
      ;;
    sodium)
      [ -x configure ] || autoreconf -fi
      configured
      make
      make install DESTDIR="$work/out"
      ;;
    *) echo "no such library: $1" >&2; return 2 ;;
  esac
}

source_of() {
  case $1 in
    oniguruma) echo libonig ;;
    crypt) echo libxcrypt ;;
    md | bsd | sodium) echo "lib$1" ;;
    *) echo "$1" ;;
  esac
}

for name in "$@"; do
  [ -d "$folder/$name" ] && continue
  echo "musl-libraries: $name"
  rm -rf "$work/out" "$work/source"
  mkdir "$work/out"
  cp -a "$sources/$(source_of "$name")" "$work/source"
  # On its own: within a list of `||` the shell would go on after a command that failed.
  (cd "$work/source"; build "$name") >"$work/log" 2>&1 &
  wait $! || { tail -30 "$work/log" >&2; echo "musl-libraries: $name failed" >&2; exit 1; }
  mv "$work/out" "$folder/$name"
done
