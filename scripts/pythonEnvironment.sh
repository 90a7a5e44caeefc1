#!/usr/bin/env bash
# Makes a virtual environment of Python 3.11 or newer with the packages of a list, unless it has them already. uv unpacks them, since it takes a
# fifth of pip's time on two cores; pip does it where its own configuration alone knows how to reach a registry. A missing venv is fetched by apt.
# usage: scripts/pythonEnvironment.sh FOLDER REQUIREMENTS
set -euo pipefail
target=$1
wanted=$2
if [ -f "$target/installed" ] && cmp -s "$wanted" "$target/installed"; then exit; fi
python3 -c "import ensurepip" 2> /dev/null || bash scripts/aptInstall.sh python3 python3-venv
python="$target/bin/python3"
[ -x "$python" ] || python3 -m venv "$target"
pip=("$python" -m pip install --quiet --no-input --disable-pip-version-check)
"${pip[@]}" uv==0.13.9
UV_HTTP_TIMEOUT=180 "$target/bin/uv" pip install --quiet --no-cache --no-config --python "$python" -r "$wanted" || "${pip[@]}" -r "$wanted"
cp "$wanted" "$target/installed"
