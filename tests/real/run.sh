#!/bin/sh
# Installs the real agent programs, then tries Garde-fou with them. Skipped, and said, only when a package registry cannot be reached.
# usage: sh tests/real/run.sh [pytest arguments]      GARDEFOU_REAL=n8n,claude-code tries those too
set -eu
cd "$(dirname "$0")/../.."

code=0
sh tests/real/install.sh || code=$?
if [ "$code" = 3 ]; then
    echo "make test-real: SKIPPED, a package registry cannot be reached (see above). Nothing was tried."
    exit 0
fi
[ "$code" = 0 ] || exit "$code"
exec .venv/bin/python -m pytest -q -c tests/real/pytest.ini tests/real "$@"
