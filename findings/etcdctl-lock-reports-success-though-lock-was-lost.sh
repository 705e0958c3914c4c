#!/usr/bin/env bash
# Software: etcd and etcdctl 3.4.23 (Debian 12, packages etcd-server and etcd-client).
#
# Setting: etcdctl lock NAME PROGRAM runs a program while it holds a lock, whose key belongs to a lease. While the program runs, the lease
# ends, here by etcdctl lease revoke, which stands for a holder that could not renew it in time. A second client acquires the lock.
#
# Expected: etcdctl ends the program, or at least reports that the lock was lost: with a message and an exit code other than 0 when the
# program has ended. It renews the lease and so learns at once that it is gone, and the library that it uses has a channel for that
# (concurrency.Session.Done).
# See https://github.com/etcd-io/etcd/tree/main/etcdctl#lock-options-lockname-command-arg1-arg2-
#
# Observed: the program runs on while the second client holds the lock. Afterwards etcdctl prints nothing and exits with 0, as if the
# whole program had run under the lock.
#
# Guess at the cause: with a program, the lock command only waits for the program and then deletes the key of the lock, which succeeds
# although there is no such key any more.
# What helps: let the program check the lock, for example by a transaction that compares the revision of the key of the lock.
#
# Exit code: 0 if this is still so, 1 if it has changed, 2 if the script could not run.
set -euo pipefail
work=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"

apt-get download -q -o APT::Sandbox::User=root etcd-server etcd-client > /dev/null || exit 2
for package in *.deb; do
  dpkg -x "$package" root
done
PATH=$work/root/usr/bin:$PATH

port=$((20000 + RANDOM % 10000))
etcd --data-dir data --listen-client-urls "http://127.0.0.1:$port" --advertise-client-urls "http://127.0.0.1:$port" \
  --listen-peer-urls "http://127.0.0.1:$((port + 1))" --initial-advertise-peer-urls "http://127.0.0.1:$((port + 1))" \
  --initial-cluster "default=http://127.0.0.1:$((port + 1))" > server.log 2>&1 &
server=$!
export ETCDCTL_API=3 ETCDCTL_ENDPOINTS=http://127.0.0.1:$port
for attempt in $(seq 100); do
  etcdctl endpoint health > /dev/null 2>&1 && break
  if ((attempt == 100)); then
    cat server.log
    exit 2
  fi
  sleep 0.1
done

# Waits until a command succeeds, for at most 20 s.
await() {
  for _ in $(seq 200); do
    "$@" > /dev/null 2>&1 && return
    sleep 0.1
  done
  echo "waited in vain for: $*"
  exit 2
}

cat > program <<'PROGRAM'
#!/bin/sh
touch started
while [ ! -e finish ]; do sleep 0.1; done
touch finished
PROGRAM
chmod +x program
holder_status=0
etcdctl lock --ttl 30 job ./program > holder.out 2>&1 &
holder=$!
await test -e started
etcdctl lease revoke "$(etcdctl lease list | tail -1)" > /dev/null
cat > second <<'SECOND'
#!/bin/sh
touch second-started
SECOND
chmod +x second
timeout 20 etcdctl lock job ./second
sleep 3 # time for the first client to notice the loss
program=ended
kill -0 "$holder" 2> /dev/null && [[ ! -e finished ]] && program=running
touch finish
wait "$holder" || holder_status=$?

echo "$(etcd --version | head -1), $(etcdctl version | head -1)"
echo "expected: the program is ended, or etcdctl reports the loss of the lock"
echo "observed:"
echo "  the second client acquired the lock: $([[ -e second-started ]] && echo yes || echo no)"
echo "  the program of the first client then: $program"
echo "  exit code of the first etcdctl: $holder_status, output: '$(cat holder.out)'"
if [[ -e second-started && $program == running && $holder_status == 0 && ! -s holder.out ]]; then
  echo "unchanged"
else
  echo "changed"
  exit 1
fi
