#!/bin/sh
# Breaks a fleet of real processes for a while and judges what it kept: two servers, three workers, a
# PostgreSQL and a Redis, each in a network namespace of its own.
#
# All of it lives in a process, a mount and a network namespace that end with this script, however
# that ends: no process, mount, interface or rule is left, and none of the machine's own is touched.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

# What says to a caller that nothing was tried, and why is on stderr.
SKIPPED=77

say() { printf '%s\n' "chaos: $*" >&2; }
die() {
  say "$@"
  exit 2
}
skip() {
  say "skipped: $*"
  exit "$SKIPPED"
}

# shellcheck source=scripts/jdk.sh
. "$root/scripts/jdk.sh"
# shellcheck source=scripts/build.sh
. "$root/scripts/build.sh"
# shellcheck source=scripts/machine.sh
. "$root/scripts/machine.sh"

usage() {
  cat <<'TEXT'
Runs a fleet under faults and checks that nothing was lost, doubled or reported wrongly.

usage: scripts/chaos.sh [--seed N] [--minutes M]

The seed (random and printed without --seed) decides what is asked for and what breaks; the machine decides the
rest. The whole takes M minutes (3), about. Ends with 0 if nothing is wrong, 1 if something is, 77 if the machine
does not allow it. A run with findings prints what broke when, and keeps its folder below target/chaos.
TEXT
}

# need COMMAND PACKAGE: installs what is missing, where that is allowed.
need() {
  command -v "$1" >/dev/null 2>&1 && return 0
  { is_root && install_packages "$2" && command -v "$1" >/dev/null 2>&1; } ||
    skip "it needs $1 ($(install_command "$2"))"
}

# Sets faketime to the library that moves a process's clock, or to nothing.
find_faketime() {
  faketime=$(faketime_library)
  [ -n "$faketime" ] || { is_root && install_packages libfaketime && faketime=$(faketime_library); } || true
  [ -n "$faketime" ] || say "no libfaketime ($(install_command libfaketime)): this run moves no clocks"
}

faketime_library() {
  find /usr/lib /usr/lib64 -name libfaketimeMT.so.1 2>/dev/null | head -n 1
}

check_machine() {
  [ "$(uname -s)" = Linux ] || skip "network namespaces are Linux's"
  is_root || skip "network namespaces need root"
  need unshare util-linux
  need setpriv util-linux
  need ip iproute2
  need iptables iptables
  prepare_sandbox
  [ -z "$(sandbox_packages)" ] || skip "it needs $(sandbox_packages)"
  refusal=$(unshare --mount --net --pid --fork --kill-child --mount-proc sh -c '
    mount -t tmpfs chaos /run && ip link add bridge0 type bridge && ip netns add probe &&
      iptables -w -L -n && unshare -U true' 2>&1 >/dev/null) || skip "namespaces cannot be had here: $refusal"
}

# inside SEED MINUTES FOLDER JARS-OF-THE-SERVER JARS-OF-THE-RUN JAVA FAKETIME: the first process of the namespaces.
inside() {
  mount -t tmpfs -o mode=755 chaos /run
  mkdir /run/netns /run/chaos
  mount --bind "$3" /run/chaos
  mkdir -p /run/chaos/hosts/worker3 /var/lib/axontask-attempts
  mount -t tmpfs -o mode=755,size=48m chaos /run/chaos/hosts/worker3
  ip link set lo up
  ip link add bridge0 type bridge
  ip addr add 10.99.0.1/24 dev bridge0
  ip link set bridge0 up
  for host in postgres:2 redis:3 api1:11 api2:12 worker1:21 worker2:22 worker3:23; do
    add_host "${host%:*}" "10.99.0.${host#*:}"
  done
  # Not by exec: this shell stays the first process, and buries whoever is left without a parent.
  "$6" -XX:+UseSerialGC -Xmx512m -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
    -cp "$5/*" dev.axontask.chaos.Main "$1" "$2" /run/chaos "$4" "$6" "$7"
}

add_host() {
  ip netns add "$1"
  ip link add "to-$1" type veth peer name eth0 netns "$1"
  ip link set "to-$1" master bridge0 up
  ip -n "$1" addr add "$2/24" dev eth0
  ip -n "$1" link set eth0 up
  ip -n "$1" link set lo up
}

run() {
  check_machine
  find_faketime
  find_jdk
  build_if_needed
  use_build
  folder=$root/target/chaos/$(date +%Y%m%d-%H%M%S)-$seed
  mkdir -p "$folder"
  say "seed $seed, $minutes minutes, in $folder"
  setpriv --pdeathsig KILL \
    unshare --mount --net --pid --fork --kill-child --mount-proc \
    "$0" --inside "$seed" "$minutes" "$folder" "$build/server" "$build/chaos" "$jdk/bin/java" "$faketime" \
    </dev/null &
  first=$!
  # The first process takes all others with it.
  trap 'kill -KILL "$first" 2>/dev/null || true' EXIT
  trap 'exit 130' INT TERM
  outcome=0
  wait "$first" || outcome=$?
  if [ "$outcome" = 0 ]; then
    rm -rf "$folder"
  else
    say "seed $seed; everything is in $folder"
  fi
  return "$outcome"
}

seed=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
minutes=3
while [ $# -gt 0 ]; do
  case $1 in
    --inside)
      shift
      inside "$@"
      exit
      ;;
    --seed)
      seed=${2:?}
      shift 2
      ;;
    --minutes)
      minutes=${2:?}
      shift 2
      ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
done
run
