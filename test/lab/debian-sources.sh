#!/bin/sh
# debian-sources.sh FOLDER PACKAGE...: the upstream sources of Debian packages, unpacked as FOLDER/PACKAGE, without
# Debian's patches, so that they are what their authors wrote. Uses lists of its own; what is there already is kept.
set -eu
lab=$(cd "$(dirname "$0")" && pwd)
folder=$1
shift
mkdir -p "$folder"
cd "$folder"
missing=
for package in "$@"; do [ -d "$package" ] || missing="$missing $package"; done
[ -n "$missing" ] || exit 0

APT_CONFIG=$(sh "$lab/debian-apt.sh" "$folder" deb-src bookworm)
export APT_CONFIG
for package in $missing; do
  rm -rf "part-$package"
  mkdir "part-$package"
  (
    cd "part-$package"
    apt-get source -qq --download-only "$package" >/dev/null
    dpkg-source -x --skip-patches --no-check ./*.dsc tree >/dev/null 2>&1
    rm -rf tree/debian
  )
  mv "part-$package/tree" "$package"
  rm -rf "part-$package"
done
