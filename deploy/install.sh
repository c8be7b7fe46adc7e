#!/bin/sh
# Makes .venv from the pinned and hashed requirements, and adds the system parts that are missing. Silent when there is nothing to do.
# usage: sh deploy/install.sh run|tests
set -eu
cd "$(dirname "$0")/.."
wanted=${1:-run}

# Debian's own Python where it can: apt keeps it patched, and it is built for speed (docs/dev/adr/0030-debians-own-python.md).
new() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
whole() { new "$1" && "$1" -c 'import ensurepip, venv' 2>/dev/null; }
python=${PYTHON:-}
for is_able in whole new; do
    for one in /usr/bin/python3 python3; do [ -n "$python" ] || ! "$is_able" "$one" || python=$one; done
done
python=${python:-python3}

say() { printf '%s\n' "$1" >&2; }

has_library() { { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -q "$1"; }

missing_parts() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
    has_library libpangoft2-1.0.so.0 || echo libpango-1.0-0 libpangoft2-1.0-0
    has_library libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
    command -v msgfmt >/dev/null || echo gettext
    [ "$wanted" = tests ] || return 0
    command -v chromium >/dev/null || echo chromium
    command -v qpdf >/dev/null || echo qpdf
    command -v pdftotext >/dev/null || echo poppler-utils
}

install_parts() {
    if [ "$(id -u)" = 0 ]; then root=; elif sudo -n true 2>/dev/null; then root="sudo -n"; else
        say "Il manque des éléments du système. Installez-les une fois avec cette commande, puis relancez :"
        say ""
        say "    sudo apt-get install -y $*"
        say ""
        exit 1
    fi
    say "Installation d’éléments du système : $*…"
    log=$(mktemp)
    $root apt-get update -q >"$log" 2>&1 || true
    if ! $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >>"$log" 2>&1; then
        tail -n 15 "$log" >&2
        say "L’installation a échoué. Essayez : sudo apt-get install -y $*"
        exit 1
    fi
    rm -f "$log"
}

if ! new "$python"; then
    say "Garde-fou a besoin de Python 3.11 ou plus récent. Sous Debian : sudo apt-get install -y python3 python3-venv"
    exit 1
fi

parts=$(missing_parts | tr '\n' ' ')
# shellcheck disable=SC2086  # one word a package
[ -z "$parts" ] || install_parts $parts

files=requirements.txt
[ "$wanted" = tests ] && files="requirements.txt requirements-dev.txt"
# shellcheck disable=SC2086
sum=$(cat $files | sha256sum | cut -d' ' -f1)
stamp=.venv/.installed-$wanted
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && .venv/bin/python -c '' 2>/dev/null; then exit 0; fi

say "Installation des bibliothèques (une à deux minutes la première fois)…"
.venv/bin/python -c '' 2>/dev/null || { rm -rf .venv; "$python" -m venv .venv; }
# shellcheck disable=SC2046
.venv/bin/python -m pip install -qq --disable-pip-version-check --root-user-action=ignore --require-hashes \
    $(for file in $files; do printf -- '-r %s ' "$file"; done)
printf '%s\n' "$sum" >"$stamp"
