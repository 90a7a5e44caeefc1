#!/usr/bin/env bash
# Installs the parts of deploy/local: Redis and Prometheus by apt, and a virtual environment of requirements.txt in .cache/engines. Needs
# Python 3.11 or newer. Safe to run again; about half a minute and 1 GB the first time.
set -euo pipefail
cd "$(dirname "$0")/../.."
missing=
for program in redis-server prometheus; do command -v "$program" > /dev/null || missing=yes; done
if [ -n "$missing" ]; then
  as_root=$([ "$(id -u)" = 0 ] || echo sudo)
  $as_root apt-get update -qq
  # Debian starts a server that it installs; nobody asked for one.
  RUNLEVEL=1 $as_root apt-get install -y -qq --no-install-recommends redis-server redis-tools prometheus > /dev/null
fi
bash scripts/pythonEnvironment.sh .cache/engines deploy/local/requirements.txt
