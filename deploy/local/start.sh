#!/usr/bin/env bash
# Starts a team's stack on loopback without Docker: LiteLLM, llama.cpp, Redis and Prometheus. See deploy/README.md; --help lists the options.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bash "$here/setup.sh"
exec "$here/../../.cache/engines/bin/python3" "$here/stack.py" "$@"
