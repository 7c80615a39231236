#!/usr/bin/env bash
# Tries the failover of three nodes on one machine: deploy/ha/try.sh FOLDER [--runs 3] [--failovers 10] [--no-partition]
# Each node has a network namespace of its own, so it needs root. All data is in FOLDER, which must not exist yet.
set -euo pipefail
cd "$(dirname "$0")/../.."

[ "$(id -u)" = 0 ] || { echo "Run it as root: each node gets a network of its own."; exit 1; }
[ $# -ge 1 ] || { sed -n '2,3p' "$0"; exit 1; }
PATH="$PATH:/usr/sbin:/sbin"
missing=()
needs() { [ -n "$(command -v "$1")" ] || missing+=("$2"); }
needs patroni patroni
needs etcd etcd-server
needs haproxy haproxy
needs pgbouncer pgbouncer
needs ip iproute2
needs /usr/lib/postgresql/15/bin/postgres postgresql-15
if [ ${#missing[@]} -gt 0 ]; then
    echo "Missing on this machine. On Debian 12: apt-get install ${missing[*]}"
    exit 1
fi
[ -x .venv/bin/sweetshop ] || { echo "Run make .venv/.dev first."; exit 1; }
if ip link show sweetshopha >/dev/null 2>&1; then
    echo "Another try is running here, or one was killed: ip link del sweetshopha, and ip netns del each of ip netns."
    exit 1
fi
exec .venv/bin/python -m benchmarks.failover "$@"
