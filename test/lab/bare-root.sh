#!/usr/bin/env bash
# bare-root.sh: the README's commands (npm start, npm test), then npm ci and npm run check, on a clone of HEAD
# in a Debian that has Node 20, npm and git and nothing else. Needs root and debootstrap.
set -euo pipefail
cd "$(dirname "$0")/../.."
base=/tmp/lab/bare
root=$base/root
mkdir -p "$base"
exec 9>"$base/lock"
flock 9

if [ ! -e "$root/.done" ]; then
  rm -rf "$root"
  debootstrap --variant=minbase --include=git,ca-certificates trixie "$root" "$(sh test/lab/debian-mirror.sh)" >"$base/log" 2>&1
  npm install --silent --no-audit --no-fund --prefix "$root/opt/node" node@20 npm@11
  touch "$root/.done"
fi
rm -rf "$root/src"
git clone -q . "$root/src"

# What this machine needs to reach its registry: certificates and proxies.
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
fi
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
passed=(NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt)
for name in HTTPS_PROXY HTTP_PROXY NO_PROXY https_proxy http_proxy no_proxy npm_config_registry; do
  [ -n "${!name:-}" ] && passed+=("$name=${!name}")
done

# shellcheck disable=SC2016 # the inner shells expand it
unshare --mount --pid --fork --propagation private sh -c '
  root=$1
  shift
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/tmp"
  exec chroot "$root" env -i HOME=/root LANG=C.UTF-8 NO_COLOR=1 "$@" \
    PATH=/opt/node/node_modules/node/bin:/opt/node/node_modules/.bin:/usr/sbin:/usr/bin:/sbin:/bin \
    sh -ec "
      cd /src
      node --version
      npm start --silent -- --version
      npm test
      rm -rf node_modules
      npm ci --no-audit --no-fund
      npm run check"
' sh "$root" "${passed[@]}"
echo 'bare-root: all passed'
