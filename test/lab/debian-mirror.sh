#!/bin/sh
# Prints the Debian mirror that this machine's apt is set up with.
set -eu
mirror=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -1 | tr -d ' ')
[ -n "$mirror" ] || { echo 'no Debian mirror is configured in /etc/apt' >&2; exit 1; }
echo "${mirror%/}"
