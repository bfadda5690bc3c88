#!/bin/sh
# debian-sources.sh FOLDER PACKAGE...: the upstream sources of Debian packages, unpacked as FOLDER/PACKAGE, without
# Debian's patches, so that they are what their authors wrote. Uses lists of its own; what is there already is kept.
set -eu
mirror=$(sh "$(dirname "$0")/debian-mirror.sh")
folder=$1
shift
mkdir -p "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial"
cd "$folder"
missing=
for package in "$@"; do [ -d "$package" ] || missing="$missing $package"; done
[ -n "$missing" ] || exit 0

echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bookworm main" >apt/sources.list
cat >apt/apt.conf <<CONF
Dir::State::lists "$folder/apt/lists";
Dir::Etc::sourcelist "$folder/apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::Cache "$folder/apt/cache";
APT::Sandbox::User "root";
CONF
export APT_CONFIG="$folder/apt/apt.conf"
[ -n "$(find apt/lists -name '*Sources*' | head -1)" ] || apt-get update -qq
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
