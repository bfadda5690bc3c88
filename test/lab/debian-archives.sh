#!/bin/sh
# debian-archives.sh FOLDER SUITE PACKAGE...: the files of Debian packages of SUITE, unpacked below FOLDER/SUITE/root and not
# installed, and their versions in FOLDER/SUITE/versions. Uses lists of its own; what is there already is kept.
set -eu
lab=$(cd "$(dirname "$0")" && pwd)
folder=$1/$2
suite=$2
shift 2
mkdir -p "$folder/packages" "$folder/root"
cd "$folder"
touch versions
missing=
for package in "$@"; do grep -q "^$package " versions || missing="$missing $package"; done
[ -n "$missing" ] || exit 0

APT_CONFIG=$(sh "$lab/debian-apt.sh" "$folder" deb "$suite")
export APT_CONFIG
cd packages
# shellcheck disable=SC2086 # one word a package
apt-get download -qq $missing
for file in *.deb; do
  dpkg-deb -x "$file" ../root
  # shellcheck disable=SC2016 # dpkg's words
  dpkg-deb --show --showformat='${Package} ${Version}\n' "$file" >>../versions
  rm "$file"
done
