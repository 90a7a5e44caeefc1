#!/usr/bin/env bash
# Installs the model workshop into .cache/training: a virtual environment of requirements.txt. Needs Python 3.11 or newer, whose
# venv is fetched by apt where there is none. Safe to run again; about a minute and 6 GB the first time, since torch brings the libraries for GPUs along.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/pythonEnvironment.sh .cache/training training/requirements.txt
