#!/usr/bin/env bash
# Installs the parts of deploy/local: Redis and Prometheus by apt, and a virtual environment of requirements.txt in .cache/engines. Needs
# Python 3.11 or newer. Safe to run again; about a minute and 1 GB the first time.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=.cache/engines
wanted=deploy/local/requirements.txt
missing=
for program in redis-server prometheus; do command -v "$program" > /dev/null || missing=yes; done
python3 -c "import ensurepip" 2> /dev/null || missing=yes
if [ -n "$missing" ]; then
  as_root=$([ "$(id -u)" = 0 ] || echo sudo)
  $as_root apt-get update -qq
  # Debian starts a server that it installs; nobody asked for one.
  RUNLEVEL=1 $as_root apt-get install -y -qq --no-install-recommends python3 python3-venv redis-server redis-tools prometheus > /dev/null
fi
if [ -f "$target/installed" ] && cmp -s "$wanted" "$target/installed"; then exit; fi
[ -x "$target/bin/python3" ] || python3 -m venv "$target"
"$target/bin/python3" -m pip install --quiet --no-input --disable-pip-version-check -r "$wanted"
cp "$wanted" "$target/installed"
