#!/bin/sh
# rust-musl.sh FOLDER: a Rust that knows musl, made without rustup: Debian's rustc and its source, from which the standard
# library is built for two targets, and this machine's cargo. FOLDER/bin comes first on the search path, then it is used.
#   ARCH-unknown-linux-musl    as rustup has it, with start files, libc.a and an unwinder of its own (self-contained)
#   ARCH-alpine-linux-musl     as Alpine's own rustc has it: dynamic by default, linked by what the system has
# Needs gcc, musl-tools, cargo and zig, whose unwinder is for musl. What is there already is kept.
set -eu
folder=$1
[ -e "$folder/.done" ] && exit 0
arch=$(uname -m)
gnu=$arch-unknown-linux-gnu
musl=$arch-unknown-linux-musl
alpine=$arch-alpine-linux-musl
start=/usr/lib/$arch-linux-musl
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$folder"
mkdir -p "$folder/bin" "$folder/libexec" "$folder/lib" "$work/debs"

depends() { apt-cache depends "$1" | sed -n "s/.*Depends: \($2[^ ]*\)$/\1/p" | head -1; }
apt-cache show rust-web-src >/dev/null 2>&1 || apt-get update -qq
std=$(depends libstd-rust-web-dev libstd-rust-web)
(
  cd "$work/debs"
  apt-get download -qq -o APT::Sandbox::User=root rustc-web rust-web-src libstd-rust-web-dev "$std" "$(depends "$std" libllvm)"
)
for package in "$work"/debs/*.deb; do dpkg -x "$package" "$work/root"; done
mv "$work"/root/usr/lib/"$arch"-linux-gnu/*.so* "$work/root/usr/lib/rustlib" "$folder/lib/"
rm "$folder/lib/rustlib/src/rust"
mv "$work"/root/usr/src/rustc-* "$folder/lib/rustlib/src/rust"
mv "$work/root/usr/bin/rustc" "$folder/libexec/"
# Debian's has no path of its own to its library.
cat >"$folder/bin/rustc" <<'RUSTC'
#!/bin/sh
here=$(dirname "$(dirname "$(readlink -f "$0")")")
LD_LIBRARY_PATH=$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} exec "$here/libexec/rustc" "$@"
RUSTC
chmod +x "$folder/bin/rustc"
# A cargo of rustup's is a program that starts another one.
cp -L "$(rustup which cargo 2>/dev/null || command -v cargo)" "$folder/bin/cargo"
export PATH="$folder/bin:$PATH" RUSTC_BOOTSTRAP=1 CARGO_HOME="$work/cargo"

library=$folder/lib/rustlib/$musl/lib
mkdir -p "$library/self-contained" "$folder/lib/rustlib/$alpine/lib"
for object in crtbegin crtbeginS crtend crtendS; do
  cp "$(gcc -print-file-name=$object.o)" "$library/self-contained/"
done
cp "$start"/crt1.o "$start"/Scrt1.o "$start"/rcrt1.o "$start"/crti.o "$start"/crtn.o "$start/libc.a" "$library/self-contained/"
# gcc's own unwinder is for glibc: it asks its loader for what musl's has not.
echo 'int main(void) { return 0; }' >"$work/main.c"
ZIG_GLOBAL_CACHE_DIR=$work/zig ZIG_LOCAL_CACHE_DIR=$work/zig \
  python3 -m ziglang cc -static -target "$arch-linux-musl" -o "$work/main" "$work/main.c" -lunwind
find "$work/zig" -name libunwind.a -exec cp {} "$library/self-contained/" \;
cp "$library/self-contained/libunwind.a" "$folder/lib/rustlib/$alpine/lib/"

rustc -Zunstable-options --print target-spec-json --target "$musl" | jq --arg name "$alpine" '
  del(.["crt-objects-fallback", "pre-link-objects-fallback", "post-link-objects-fallback"], .metadata)
  | .["crt-static-default"] = false | .vendor = "alpine" | .["llvm-target"] = $name
' >"$folder/lib/rustlib/$alpine/target.json"

mkdir -p "$work/empty/src" "$work/empty/.cargo"
: >"$work/empty/src/lib.rs"
printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[profile.release]\nopt-level = 1\n' >"$work/empty/Cargo.toml"
printf '[source.crates-io]\nreplace-with = "own"\n[source.own]\ndirectory = "%s"\n' \
  "$folder/lib/rustlib/src/rust/library/vendor" >"$work/empty/.cargo/config.toml"
for target in "$musl" "$alpine"; do
  (
    cd "$work/empty"
    # A target that is a file needs the option.
    RUSTFLAGS=-Zunstable-options cargo build --quiet --offline --release --target "$target" \
      -Zbuild-std=std,panic_abort,proc_macro
    rm target/"$target"/release/deps/libempty-*
    cp target/"$target"/release/deps/lib*.rlib "$folder/lib/rustlib/$target/lib/"
  )
done
rm -rf "$folder/lib/rustlib/src"
rustc --version --verbose | grep -q "^host: $gnu" # it starts without the source, too
touch "$folder/.done"
