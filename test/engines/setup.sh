#!/usr/bin/env bash
# Installs real engines for test/engines into .cache/engines: a virtual environment of requirements.txt. Needs Python 3.11 or newer, whose
# venv is fetched by apt where there is none. Safe to run again; about a minute and 1 GB the first time.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=.cache/engines
if [ -f "$target/installed" ] && cmp -s test/engines/requirements.txt "$target/installed"; then exit; fi
as_root=$([ "$(id -u)" = 0 ] || echo sudo)
python3 -c "import ensurepip" 2> /dev/null || {
  $as_root apt-get update -qq
  $as_root apt-get install -y -qq --no-install-recommends python3 python3-venv > /dev/null
}
rm -rf "$target"
python3 -m venv "$target"
"$target/bin/pip" install --quiet --no-input --disable-pip-version-check -r test/engines/requirements.txt
cp test/engines/requirements.txt "$target/installed"
