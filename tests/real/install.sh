#!/bin/sh
# Installs the real agent programs of `make test-real` under build/real, pinned and checked by hash. Silent when there is nothing to do.
# usage: sh tests/real/install.sh      Ends with 3, and says so, when a package registry cannot be reached: only then may the run be skipped.
set -eu
cd "$(dirname "$0")/../.."
place=build/real
mkdir -p "$place"

say() { printf '%s\n' "$1" >&2; }

# What a package client says when nobody answers; anything else that fails is a failure of ours.
AWAY='NewConnectionError|ConnectTimeout|ReadTimeout|Temporary failure in name resolution|Name or service not known|Network is unreachable|Connection refused|Connection reset|ProxyError|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|Could not resolve|Unable to fetch|E5[0-9][0-9] '

run() {
    what=$1
    shift
    log=$(mktemp)
    if "$@" >"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    tail -n 20 "$log" >&2
    if grep -Eq "$AWAY" "$log"; then
        rm -f "$log"
        say "!!! REGISTRY NOT REACHED: $what cannot be installed, the real programs are NOT tried in this run."
        exit 3
    fi
    rm -f "$log"
    say "!!! $what cannot be installed."
    exit 1
}

sum_of() { cat "$@" | sha256sum | cut -d' ' -f1; }

fresh() { [ -f "$place/.$1" ] && [ "$(cat "$place/.$1")" = "$2" ]; }

pip_install() { "$place/venv/bin/python" -m pip install -qq --disable-pip-version-check --root-user-action=ignore --require-hashes "$@"; }

python_peers() {
    sum=$(sum_of requirements-real.txt requirements-real-v2.txt)
    if fresh python "$sum" && "$place/venv/bin/python" -c '' 2>/dev/null; then return 0; fi
    say "Real programs: Python libraries…"
    rm -rf "$place/venv" "$place/v2"
    "${PYTHON:-python3}" -m venv "$place/venv"
    run "A Python library" pip_install -r requirements-real.txt
    run "A Python library" pip_install -r requirements-real-v2.txt --no-deps --target "$place/v2"
    echo "$sum" >"$place/.python"
}

# Nothing that a package would run at install is run: none of it is needed.
npm_program() {
    name=$1
    shift
    source=tests/real/$name
    sum=$(sum_of "$source/package.json" "$source/package-lock.json")
    if fresh "$name" "$sum"; then return 0; fi
    say "Real programs: $name…"
    rm -rf "${place:?}/$name"
    mkdir -p "$place/$name"
    cp "$source/package.json" "$source/package-lock.json" "$place/$name/"
    here=$PWD
    run "$name" env PATH="$here/$place/venv/bin:$PATH" npm_config_cache="$here/$place/npm" npm ci --prefix "$place/$name" --ignore-scripts --no-audit --no-fund "$@"
    rm -rf "${place:?}/npm"
    echo "$sum" >"$place/.$name"
}

# The hook of Claude Code is a line of shell around curl.
system_parts() {
    if command -v curl >/dev/null; then return 0; fi
    if [ "$(id -u)" != 0 ]; then
        say "curl is missing: sudo apt-get install -y curl"
        exit 1
    fi
    say "Real programs: curl…"
    run "curl" sh -c 'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends curl'
}

system_parts
python_peers
npm_program openclaw
case ",${GARDEFOU_REAL:-}," in *,claude-code,*) npm_program claude-code ;; esac
case ",${GARDEFOU_REAL:-}," in *,n8n,*) sh tests/real/n8n/install.sh || exit $? ;; esac
