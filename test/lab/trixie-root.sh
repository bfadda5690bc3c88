#!/bin/sh
# trixie-root.sh ROOT: a whole Debian 13 in ROOT, with Nix 2.26, gcc, musl and UPX, made once.
exec sh "$(dirname "$0")/debian-root.sh" "$1" trixie nix-bin gcc libc6-dev musl-tools make upx-ucl
