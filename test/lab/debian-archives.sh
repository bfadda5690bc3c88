#!/bin/sh
# debian-archives.sh FOLDER SUITE PACKAGE...: the files of Debian packages of SUITE, unpacked below FOLDER/SUITE/root and not
# installed, and their versions in FOLDER/SUITE/versions. Uses lists of its own; what is there already is kept.
set -eu
mirror=$(sh "$(dirname "$0")/debian-mirror.sh")
folder=$1/$2
suite=$2
shift 2
mkdir -p "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial" "$folder/packages" "$folder/root"
cd "$folder"
touch versions
missing=
for package in "$@"; do grep -q "^$package " versions || missing="$missing $package"; done
[ -n "$missing" ] || exit 0

echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >apt/sources.list
cat >apt/apt.conf <<CONF
Dir::State::lists "$folder/apt/lists";
Dir::State::status "/dev/null";
Dir::Etc::sourcelist "$folder/apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::Cache "$folder/apt/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
CONF
export APT_CONFIG="$folder/apt/apt.conf"
[ -n "$(find apt/lists -name '*Packages*' | head -1)" ] || apt-get update -qq
cd packages
# shellcheck disable=SC2086 # one word a package
apt-get download -qq $missing
for file in *.deb; do
  dpkg-deb -x "$file" ../root
  # shellcheck disable=SC2016 # dpkg's words
  dpkg-deb --show --showformat='${Package} ${Version}\n' "$file" >>../versions
  rm "$file"
done
