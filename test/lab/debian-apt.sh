#!/bin/sh
# debian-apt.sh FOLDER deb|deb-src SUITE: prints what APT_CONFIG must be for apt to use lists of its own in FOLDER/apt
# (an absolute path), with the packages or sources of SUITE. Fetches the lists once.
set -eu
apt=$1/apt
mirror=$(sh "$(dirname "$0")/debian-mirror.sh")
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
echo "$2 [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $3 main" >"$apt/sources.list"
cat >"$apt/apt.conf" <<CONF
Dir::State::lists "$apt/lists";
Dir::State::status "/dev/null";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::Cache "$apt/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
CONF
export APT_CONFIG="$apt/apt.conf"
[ -n "$(find "$apt/lists" -name '*_Packages*' -o -name '*_Sources*' | head -1)" ] || apt-get update -qq >&2
echo "$APT_CONFIG"
