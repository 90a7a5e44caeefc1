#!/usr/bin/env bash
# Installs the parts of deploy/local: Redis and Prometheus by apt, and a virtual environment of requirements.txt in .cache/engines. Needs
# Python 3.11 or newer. Safe to run again; about half a minute and 1 GB the first time.
set -euo pipefail
cd "$(dirname "$0")/../.."
bash scripts/aptInstall.sh redis-server=redis-server redis-cli=redis-tools prometheus=prometheus
bash scripts/pythonEnvironment.sh .cache/engines deploy/local/requirements.txt
