#!/usr/bin/env bash
# Installs real VS Code servers for the host suites: 1.139 (on its own Node 24) and 1.93 (on this machine's Node 20), and chromium where it is missing.
# Compiles three small native modules; a compiler is fetched by apt where there is none.
# usage: test/host/setup.sh [--without-browser] [1.139] [1.93]      both without arguments; safe to run again; about a minute and 1.5 GB the first time
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
  # Log files and the watchdog are native: without them the older host's extensions never start, and no log is shown.
  (
    export npm_config_ignore_scripts=false PATH="$PWD/$dir/node_modules/node-linux-$arch/bin:$PATH"
    cd "$vscode" && npm rebuild @vscode/spdlog @vscode/native-watchdog native-watchdog
    cd ../.. && if [ -d ../argon2 ]; then cd ../.. && npm rebuild argon2; fi
  )
  echo "$*" > "$dir/installed"
}

arch=$(node -p process.arch)
bash scripts/aptInstall.sh g++=g++ make=make python3=python3
if [ "${1:-}" = --without-browser ]; then shift; else bash scripts/aptInstall.sh chromium=chromium; fi

# Both at the same time: each mostly waits for downloads.
jobs=()
for version in "${@:-1.139 1.93}"; do
  case " $version " in *" 1.139 "*) install 1.139 code-server@4.139.1 "node-linux-$arch@24.21.0" & jobs+=($!) ;; esac
  case " $version " in *" 1.93 "*) install 1.93 code-server@4.93.1 & jobs+=($!) ;; esac
done
for job in "${jobs[@]}"; do wait "$job"; done
