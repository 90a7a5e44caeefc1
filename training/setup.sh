#!/usr/bin/env bash
# Installs the model workshop into .cache/training: a virtual environment of requirements.txt. Needs Python 3.11 or newer, whose
# venv is fetched by apt where there is none. Safe to run again; about three minutes and 6 GB the first time, since torch brings the libraries for GPUs along.
set -euo pipefail
cd "$(dirname "$0")/.."
target=.cache/training
if [ -f "$target/installed" ] && cmp -s training/requirements.txt "$target/installed"; then exit; fi
as_root=$([ "$(id -u)" = 0 ] || echo sudo)
python3 -c "import ensurepip" 2> /dev/null || {
  $as_root apt-get update -qq
  $as_root apt-get install -y -qq --no-install-recommends python3 python3-venv > /dev/null
}
[ -x "$target/bin/python" ] || python3 -m venv "$target"
"$target/bin/python" -m pip install --quiet --no-input --disable-pip-version-check -r training/requirements.txt
cp training/requirements.txt "$target/installed"
