#!/bin/sh
# Watches over one execution from outside its sandbox, with or without a server alive. Runs in the
# attempt's folder, as the attempt's user, with an empty environment, leading a session of its own.
# The protocol of the files and FIFOs is told in package-info.java.
#
# usage: supervisor.sh <mode> <init> <alive> <timeout> <linger> <grace> <host grace> <output max>
#          <spool high> <release step> <open files> <processes> <reset> <filter> <argv...>
#   mode: bwrap | off; times in centiseconds; sizes in bytes; filter: of system calls, two
#   files named by this and .calls, .arguments; none with mode off
#
# shellcheck disable=SC2094 # FIFOs and spools are read and written at once: that is what they are for
set -u
umask 077

mode=$1 init=$2 alive=$3 timeout=$4 linger=$5 grace=$6 host_grace=$7 output_max=$8
spool_high=$9
shift 9
release_step=$1 files=$2 processes=$3 reset=$4 filter=$5
shift 5

# Whoever makes this folder decides: a second supervisor goes away, and so does one that comes after
# a worker has found that nothing was started.
mkdir begun 2>/dev/null || exit 0

# --- clock: /proc/uptime counts suspended time -----------------------------------------------
clock() {
  read -r up _ </proc/uptime
  now=${up%.*}${up#*.}
}

fields() { # fields <pid>: start time and parent of a process, empty if there is none
  parent='' started=''
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
  # shellcheck disable=SC2086
  take_fields ${stat##*) }
}
take_fields() {
  parent=$2
  shift 19
  started=$1
}

# --- what others tell us comes as lines through one FIFO ---------------------------------------
mkfifo control report stdout.fifo stderr.fifo || exit 70
input=stdin
if [ -e in ]; then
  mkfifo feed stdin.fifo || exit 70
  input=stdin.fifo
fi
: >out
: >err
exec 3<>control 4>control

# Told to end, a timer's shell outlives its sleep and reaps it: no zombie is left to a lazy pid 1.
later() { # later <centiseconds> <line>
  fraction=0$(($1 % 100))
  (
    trap exit TERM
    exec 3<&-
    sleep "$(($1 / 100)).${fraction#"${fraction%??}"}" && echo "$2" >&4
  ) &
}

# --- pumps: from a FIFO into a spool that the sandbox cannot see ------------------------------------
released=0
release() { # frees what is durable elsewhere
  read=0
  { read -r read_out read_err <taken; } 2>/dev/null || return 0
  if [ "$spool" = out ]; then read=$read_out; else read=$read_err; fi
  if [ $((read - released)) -ge "$release_step" ]; then
    fallocate -p -o "$released" -l $((read - released)) "$spool" 2>/dev/null
    released=$read
  fi
}

pump() { # pump out|err
  exec 3<&-
  spool=$1 before=0
  while :; do
    # Up to 128 reads of what is there; each is written at once.
    dd bs=65536 count=128 2>/dev/null || {
      echo "broken $spool" >&4
      cat >/dev/null
      break
    }
    # shellcheck disable=SC2046
    measure $(stat -c %s out err)
    [ "$size" -gt "$before" ] || break
    before=$size
    if [ "$total" -gt "$output_max" ]; then
      echo limit >&4
      cat >/dev/null
      break
    fi
    release
    while [ $((size - read)) -gt "$spool_high" ]; do
      sleep 0.1
      release
    done
  done
  echo "eof $spool" >&4
}
measure() {
  if [ "$spool" = out ]; then size=$1; else size=$2; fi
  total=$(($1 + $2))
}

# --- the feeder: what is sent to an interactive command, each byte once ------------------------------
# A line says how much of `in` is whole. What was fed is not fed again, however often it is said.
feed() {
  exec 3<&- 4>&-
  cat stdin
  fed=0
  while read -r word size; do
    while [ "$fed" -lt "$size" ]; do
      step=$((size - fed))
      [ "$step" -le 65536 ] || step=65536
      tail -c +$((fed + 1)) in 2>/dev/null | head -c "$step"
      fed=$((fed + step))
      publish fed "$fed"
    done
    [ "$word" = more ] || break
  done
}

# --- what the sandbox's first process says: a few short lines, whatever is sent --------------------
relay() {
  exec 3<&-
  dd bs=1 count=300 2>/dev/null | while read -r word rest; do
    case $word in
      up) echo up ;;
      ended | lingering) case $rest in '' | *[!0-9]* | ?????????*) ;; *) echo "$word $rest" ;; esac ;;
      '[1]'*) case $rest in *Done*) echo by exit ;; *) echo by signal ;; esac ;;
    esac
  done >&4
  echo said >&4
}

# --- durable files -------------------------------------------------------------------------------
publish() { # publish <name> <content>: whole or not at all
  echo "$2" >"$1.new"
  mv "$1.new" "$1"
}

# --- start ---------------------------------------------------------------------------------------
pump out <stdout.fifo >>out &
pump err <stderr.fifo >>err &
relay <report &
if [ "$input" != stdin ]; then feed <>feed >stdin.fifo & fi
case $mode in
  bwrap)
    (
      exec 3<&- 4>&-
      while read -r group; do echo 0 >"$group" || exit 71; done <groups
      # A file that cannot be opened ends this shell: no filter, no command.
      exec bwrap --args 5 --info-fd 6 --add-seccomp-fd 7 --add-seccomp-fd 8 -- \
        /bin/sh /.axontask/init "$linger" "$files" "$processes" "$reset" "$@" \
        5<bwrap.args 6>info 7<"$filter.calls" 8<"$filter.arguments"
    ) <"$input" >stdout.fifo 2>stderr.fifo 9>report &
    ;;
  off)
    (
      exec 3<&- 4>&-
      cd -- "$(cat folder)" || exit 70
      exec setsid env -i /bin/sh "$init" "$linger" "$files" "$processes" "$reset" "$@"
    ) <"$input" >stdout.fifo 2>stderr.fifo 9>report &
    ;;
esac
sandbox=$!

clock
heard=$now
deadline=$((now + timeout))
reason='' stage=run kill_at=0 linger_at=0 armed=0 timer=0
started_up=no ended='' how='' eofs=0 said=no signaled=0 held=''

fields $$
read -r boot </proc/sys/kernel/random/boot_id
publish id "$$ $started $boot"

# --- ending it -----------------------------------------------------------------------------------
signal_first() { # to the sandbox's first process, which is the child of our child
  case $mode in
    bwrap)
      first=''
      while read -r key value; do
        case $key in '"child-pid":') first=${value%,} ;; esac
      done <info
      [ -n "$first" ] || return 0
      fields "$first"
      [ "$parent" = "$sandbox" ] && kill -"$1" "$first"
      ;;
    off) signal_sandbox "$1" ;;
  esac 2>/dev/null
}
signal_sandbox() {
  fields "$sandbox"
  [ "$parent" = "$$" ] && kill -"$1" "$sandbox"
}

# What somebody sends to the command, each number once. The first process is told by numbers that
# nothing else uses, and only once it listens.
send_signal() { # send_signal <name> <number>
  [ "$2" -gt "$signaled" ] || return 0
  signaled=$2
  if [ "$started_up" = yes ]; then pass "$1"; else held="$held $1"; fi
}
pass() {
  case $1 in
    TERM) signal_first TERM ;;
    HUP) signal_first 41 ;;
    INT) signal_first 42 ;;
    QUIT) signal_first 43 ;;
    USR1) signal_first 44 ;;
    USR2) signal_first 45 ;;
    WINCH) signal_first 46 ;;
  esac
}

stop() { # stop <reason> <grace>
  clock
  case $stage in
    run)
      reason=$1 stage=term kill_at=$((now + $2))
      signal_first TERM
      ;;
    term)
      [ $((now + $2)) -ge "$kill_at" ] || kill_at=$((now + $2))
      ;;
  esac
}

# Everything that time alone brings about, and when to look again.
look() {
  clock
  { read -r told <"$alive"; } 2>/dev/null || told=0
  [ "$told" -le "$heard" ] || heard=$told
  if [ "$stage" = run ]; then
    [ "$now" -lt $((heard + host_grace)) ] || stop host "$grace"
    [ "$now" -lt "$deadline" ] || stop timeout "$grace"
  fi
  # The first process ends what lingers; this is for one that was hindered.
  if [ "$linger_at" -gt 0 ] && [ "$now" -ge "$linger_at" ]; then
    linger_at=0 stage=kill kill_at=$now
  fi
  if [ "$stage" = term ] && [ "$now" -ge "$kill_at" ]; then
    signal_first USR1
    stage=kill kill_at=$((now + 100))
  fi
  if [ "$stage" = kill ] && [ "$now" -ge "$kill_at" ]; then
    signal_sandbox KILL
    stage=killed
  fi
  next=$((now + (host_grace > 240 ? host_grace / 12 : 20)))
  [ "$next" -le $((now + 1000)) ] || next=$((now + 1000))
  if [ "$stage" = run ]; then
    [ "$deadline" -ge "$next" ] || next=$deadline
  elif [ "$stage" != killed ]; then
    [ "$kill_at" -ge "$next" ] || next=$kill_at
  fi
  [ "$linger_at" -eq 0 ] || [ "$linger_at" -ge "$next" ] || next=$linger_at
  if [ "$armed" -eq 0 ] || [ "$next" -lt "$armed" ]; then
    timer=$((timer + 1)) armed=$next
    later $((next > now ? next - now : 1)) "tick $timer"
  fi
}

# --- the loop: until nobody holds either output any more, so until the sandbox is empty ----------
trap : HUP INT TERM
while [ "$eofs" -lt 2 ]; do
  look
  read -r word first second <&3 || continue
  case $word in
    tick) [ "$first" != "$timer" ] || armed=0 ;;
    stop) stop "$first" "$second" ;;
    limit) stop output "$grace" ;;
    broken) stop spool 0 ;;
    eof) eofs=$((eofs + 1)) ;;
    up)
      started_up=yes
      for name in $held; do pass "$name"; done
      ;;
    signal) send_signal "$first" "$second" ;;
    ended)
      ended=$first
      clock
      linger_at=$((now + linger + 200))
      ;;
    by) how=$first ;;
    said) said=yes ;;
    lingering) publish lingering "$first" ;;
  esac
done

# It is over, or about to be: bwrap ends with the first process. If it does not, it was tampered with.
(
  trap exit TERM
  exec 3<&- 4>&-
  sleep 5 && kill -KILL "$sandbox"
) &
wait "$sandbox"
code=$?

# The outputs can end before what the first process said has come through: without it, a command that
# ran would look like a sandbox that was never set up. Its relay ends with it; the timer is for one
# that was killed.
[ "$said" = yes ] || later 3000 said
while [ "$said" = no ] && read -r word first second <&3; do
  case $word in
    up) started_up=yes ;;
    ended) ended=$first ;;
    by) how=$first ;;
    said) said=yes ;;
  esac
done

if [ "$started_up" = no ]; then
  end="unstarted $code"
elif [ "$stage" = killed ]; then
  if [ -n "$ended" ]; then code=$ended; else code=137 how=signal; fi
fi
if [ "$started_up" = yes ]; then
  # Only the shell's own word tells exit 137 from signal 9; without one, its custom.
  [ -n "$how" ] || { [ "$code" -gt 128 ] && [ "$code" -lt 160 ] && how=signal; }
  if [ "$how" = signal ] && [ "$code" -gt 128 ]; then
    end="signal $((code - 128))"
  else
    end="exit $code"
  fi
fi

# A crash before the first rename leaves an execution without an end: Outcome.Unknown. A crash before
# the second leaves an exit without `drained`: its output may not be whole, so it is Unknown too.
echo "$end ${reason:-itself}" >exit.new
sync exit.new out err 2>/dev/null || sync
mv exit.new exit
publish drained "$end"
sync . 2>/dev/null || sync

trap '' TERM
kill -TERM 0
wait
