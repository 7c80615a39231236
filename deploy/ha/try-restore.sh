#!/usr/bin/env bash
# Tries pgBackRest: deploy/ha/try-restore.sh FOLDER sells, makes a mistake by hand, and goes back to the second before it.
# Everything is in FOLDER, which must not exist yet. It runs as root, and PostgreSQL as its own user.
set -euo pipefail
cd "$(dirname "$0")/../.."

[ "$(id -u)" = 0 ] || { echo "Run it as root: PostgreSQL runs as a user of its own."; exit 1; }
[ $# = 1 ] || { sed -n '2,3p' "$0"; exit 1; }
missing=()
needs() { [ -n "$(command -v "$1")" ] || missing+=("$2"); }
needs pgbackrest pgbackrest
needs /usr/lib/postgresql/15/bin/postgres postgresql-15
if [ ${#missing[@]} -gt 0 ]; then
    echo "Missing on this machine. On Debian 12: apt-get install ${missing[*]}"
    exit 1
fi
[ -x .venv/bin/sweetshop ] || { echo "Run make .venv/.dev first."; exit 1; }
exec .venv/bin/python -m benchmarks.failover.restore "$1"
