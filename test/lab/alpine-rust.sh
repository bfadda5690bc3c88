#!/bin/sh
# alpine-rust.sh TOOLCHAIN FOLDER: what goes below / of the image of alpine-image.sh, so that it has a cargo and a rustc that
# answer as Alpine's do, and pkgconf. TOOLCHAIN is what rust-musl.sh made. That rustc is a program of glibc: its loader and
# libraries come along, and what build scripts and procedural macros, which it runs or loads, are linked with.
set -eu
toolchain=$1
root=$2
arch=$(uname -m)
gnu=/usr/lib/$arch-linux-gnu
mkdir -p "$root/usr/bin" "$root$gnu" "$root/usr/lib/rust"
cp -r "$toolchain/lib" "$toolchain/libexec" "$root/usr/lib/rust/"
cp "$toolchain/bin/cargo" "$root/usr/bin/"
ldd "$toolchain"/lib/*.so* "$toolchain/libexec/rustc" "$toolchain/bin/cargo" /usr/bin/pkg-config |
  grep -oE '/[^ :]+\.so[^ :)]*' | sort -u | while read -r file; do
  mkdir -p "$root$(dirname "$file")"
  [ -e "$root$file" ] || cp -L "$file" "$root$file"
done
cp -L "$gnu"/crt1.o "$gnu"/Scrt1.o "$gnu"/crti.o "$gnu"/crtn.o "$gnu"/libc.so "$gnu"/libc_nonshared.a "$gnu"/libm.so \
  "$gnu"/libdl.a "$gnu"/libpthread.a "$gnu"/librt.a "$gnu"/libutil.a "$root$gnu/"
cp -L "/lib/$arch-linux-gnu/libmvec.so.1" "$root/lib/$arch-linux-gnu/" # libm.so names it so
libgcc=$(gcc -print-file-name=libgcc_s.so)
mkdir -p "$root$(dirname "$(realpath -s "$libgcc")")"
cp -L "$libgcc" "$root$(realpath -s "$libgcc")"

# What is named a target is for musl, as Alpine names it; the rest runs beside the compiler.
cat >"$root/usr/bin/rustc" <<RUSTC
#!/bin/sh
export LD_LIBRARY_PATH=/usr/lib/rust/lib RUSTC_BOOTSTRAP=1
case " \$* " in
  ' -vV ' | ' --version --verbose ') /usr/lib/rust/libexec/rustc -vV | sed 's/^host: .*/host: $arch-alpine-linux-musl/' ;;
  *' --target '*) exec /usr/lib/rust/libexec/rustc -Zunstable-options "\$@" ;;
  *) exec /usr/lib/rust/libexec/rustc -Clinker=$(readlink -f "$(command -v gcc)") "\$@" ;;
esac
RUSTC
chmod +x "$root/usr/bin/rustc"

cp -L "$(readlink -f /usr/bin/pkg-config)" "$root/usr/bin/pkg-config"
ln -s "$arch-linux-musl/pkgconfig" "$root/usr/lib/pkgconfig"
