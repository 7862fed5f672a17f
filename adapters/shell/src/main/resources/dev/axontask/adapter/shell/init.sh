#!/bin/sh
# The first process inside the sandbox (pid 1 of its namespace): runs the command, says on
# descriptor 9 how it ended and how many processes it left, waits for those, and ends with the
# command's exit code. Its own end kills whatever is left.
#
# usage: init.sh <linger grace, centiseconds> <open files> <processes> <reset: yes|no> <argv...>
#
# It keeps the command's outputs open as 7 and 8, so that they end when the last process does.
# Where it is not the first process of a namespace (sandbox: off) it is the leader of a session and
# cares for that session's processes.
#
# shellcheck disable=SC2317 # traps and callbacks are reached, though not by a call
# shellcheck disable=SC3045 # each ulimit may fail; what it does not set is set by no other means
set -u

linger=$1 files=$2 processes=$3 reset=$4
shift 4
exec 6<&0 7>&1 8>&2 </dev/null >/dev/null 2>&1

if [ "$$" -eq 1 ]; then everyone=-1; else everyone=-$$; fi
command='' begun=no hears=no early=''
polite() {
  signaled=yes
  if [ "$begun" = yes ]; then ask_to_end; else early="$early ask_to_end"; fi
}
ask_to_end() {
  await_ears
  trap '' TERM
  kill -TERM "$everyone"
  trap polite TERM
}
harsh() {
  signaled=yes
  if [ "$$" -eq 1 ]; then kill -KILL -1; else kill_session; fi
}
# What somebody sends to the command: as a terminal does, to everyone, or to the command alone. What
# comes before there is one waits for it.
pass() {
  signaled=yes
  if [ "$begun" = no ]; then
    early="$early $1"
    return
  fi
  await_ears
  kill "-$1" "$everyone"
}
pass_alone() {
  signaled=yes
  if [ "$begun" = no ]; then
    early="$early $1"
  elif [ -n "$command" ]; then
    await_ears
    kill "-$1" "$command"
  fi
}
# From the fork until env has run, the command is this shell, which would swallow what it has traps for,
# and is deaf to INT and QUIT. Later it may be so at its own wish, so the first one waits a moment, no more.
await_ears() {
  tries=0
  while [ "$hears" = no ] && [ "$tries" -lt 20 ] && deaf; do
    sleep 0.01
    tries=$((tries + 1))
  done
  hears=yes
}
deaf() { # whether it ignores INT (the second bit), or catches 41
  while read -r key mask; do
    case $key$mask in
      SigIgn:*[2367abef]) return 0 ;;
      SigCgt:*[13579bdf]??????????) return 0 ;;
    esac
  done <"/proc/$command/status"
  return 1
}
again() { signaled=yes; }
trap polite TERM
trap harsh USR1
trap again HUP INT QUIT
trap 'pass HUP' 41
trap 'pass INT' 42
trap 'pass QUIT' 43
trap 'pass_alone USR1' 44
trap 'pass_alone USR2' 45
trap 'pass WINCH' 46

# Calls `$1 <pid>` for every living process that is ours to care for, but this one.
each() {
  for process in /proc/[0-9]*; do
    pid=${process#/proc/}
    [ "$pid" = "$$" ] && continue
    read -r stat <"$process/stat" || continue
    # shellcheck disable=SC2086 # split into fields: state, parent, group, session
    each_fields "$1" "$pid" ${stat##*) }
  done
}
each_fields() {
  case $3 in Z | X) return ;; esac
  [ "$$" -eq 1 ] || [ "$6" = "$$" ] || return 0
  "$1" "$2"
}
add() { count=$((count + 1)); }
hit() { kill -KILL "$1"; }
kill_session() { each hit; }
others() {
  count=0
  each add
}

# A shell makes background jobs deaf to INT and QUIT, and nohup its children to HUP; env can undo that
# where it knows how.
run() {
  exec <&6 >&7 2>&8 6<&- 7>&- 8>&- 9>&-
  ulimit -c 0
  ulimit -n "$files" 2>/dev/null
  ulimit -u "$processes" 2>/dev/null || ulimit -p "$processes" 2>/dev/null
  case $reset$1 in
    no* | *=*) exec "$@" ;;
    *) exec env --default-signal -- "$@" ;;
  esac
}

echo up >&9
run "$@" &
command=$!
exec 6<&-
trap '' PIPE
begun=yes
for what in $early; do
  case $what in
    ask_to_end) ask_to_end ;;
    USR?) pass_alone "$what" ;;
    *) pass "$what" ;;
  esac
done
# A wait that a signal broke off is repeated; 127 then means that the first one had said it all.
code=''
while :; do
  signaled=no
  wait "$command"
  status=$?
  { [ "$status" -eq 127 ] && [ -n "$code" ]; } || code=$status
  [ "$signaled" = yes ] || break
done
command=''
LC_ALL=C
echo "ended $code" >&9
jobs >&9

# A shell that cannot fork any more gives up; the command's exit code stands all the same.
trap 'exit "$code"' EXIT

# What ends within a tenth of a second did not linger.
pause=2 waited=0
others
while [ "$count" -gt 0 ] && [ "$waited" -lt "$linger" ]; do
  [ "$waited" -ge 10 ] && [ "$waited" -lt $((10 + pause)) ] && echo "lingering $count" >&9
  fraction=0$pause
  sleep "0.${fraction#"${fraction%??}"}"
  waited=$((waited + pause))
  [ "$pause" -ge 32 ] || [ "$waited" -lt 20 ] || pause=$((pause * 2))
  others
done
[ "$count" -eq 0 ] || harsh
exit "$code"
