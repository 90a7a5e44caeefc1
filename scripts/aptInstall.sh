#!/usr/bin/env bash
# Installs by apt what is missing here; only one at a time on a machine, since apt takes a lock. Debian would start a server that it
# installs; RUNLEVEL=1 keeps it from that.
# usage: scripts/aptInstall.sh PROGRAM=PACKAGE… PACKAGE…      a package behind a program is left out where the program is there
set -euo pipefail
exec 9> "${TMPDIR:-/tmp}/nanotype-apt.lock"
flock 9
packages=()
for wanted in "$@"; do
  case $wanted in
    *=*) command -v "${wanted%%=*}" > /dev/null || packages+=("${wanted#*=}") ;;
    *) packages+=("$wanted") ;;
  esac
done
if [ ${#packages[@]} = 0 ]; then exit; fi
as_root=$([ "$(id -u)" = 0 ] || echo sudo)
$as_root apt-get update -qq
RUNLEVEL=1 $as_root apt-get install -y -qq --no-install-recommends "${packages[@]}" > /dev/null
