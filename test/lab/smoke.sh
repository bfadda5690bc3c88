#!/bin/sh
# smoke.sh NODE...: runs the built program by this Node, command by command, and fails with the first that fails.
set -eu
program=$(cd "$(dirname "$0")/../.." && pwd)/dist/musl-wizard.cjs
[ -z "${SMOKE_PROGRAM-}" ] || program=$SMOKE_PROGRAM
# A folder of its own: two Nodes are tried side by side.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
log=$scratch/build.log
printf 'ld: cannot find -lssl\n' >"$log"
"$@" "$program" --version
"$@" "$program" doctor --json >"$log.json" || [ $? = 1 ]
grep -q '"rungs"' "$log.json"
"$@" "$program" explain "$log" | grep -q missing-static-lib
"$@" "$program" inspect /bin/busybox 2>"$log.err" | grep -q static
[ ! -s "$log.err" ]
"$@" "$program" flow list | grep -q choose-setup
