# shellcheck shell=sh
# Builds with Maven, one at a time, and keeps each build in a folder of its own under target/app, so
# that a build never changes the jars of a running program. A program holds a shared lock on its
# folder for life; a later build removes the folders that nobody holds.

# shellcheck source=scripts/jvm.sh
. "${root:?}/scripts/jvm.sh"

apps=$root/target/app
build=

# Takes the lock that builders share, and keeps it until this script or its Maven ends.
lock_builds() {
  mkdir -p "$root/target"
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$root/target/build.lock"
    flock -n 9 || {
      say "another build is running; waiting for it"
      flock 9
    }
    return
  fi
  until mkdir "$root/target/build.lock.d" 2>/dev/null; do
    holder=$(cat "$root/target/build.lock.d/pid" 2>/dev/null || echo 0)
    kill -0 "$holder" 2>/dev/null || rm -rf "$root/target/build.lock.d"
    sleep 1
  done
  echo $$ >"$root/target/build.lock.d/pid"
}

unlock_builds() {
  exec 9>&-
  rm -rf "$root/target/build.lock.d"
}

# Sets current to the name of the newest build, which is empty if there is none.
find_current() {
  current=
  [ ! -e "$apps/current" ] || read -r current <"$apps/current" || true
}

is_built() {
  find_current
  [ -n "$current" ] && [ -d "$apps/$current" ] && ! sources_changed
}

# Whether there is a build that can be run as it is, by the JDK that made it: sets jdk. For the
# bridge, because hosts wait for it; the other commands look whether sources have changed.
was_built() {
  find_current
  [ -n "$current" ] && [ -e "$apps/$current/jdk" ] && read -r jdk <"$apps/$current/jdk" &&
    [ -x "$jdk/bin/java" ] && says_25 "$jdk" && [ "${AXONTASK_JAVA_HOME:-$jdk}" = "$jdk" ]
}

# Folders count too: their time tells of files that are gone.
sources_changed() {
  [ -n "$(cd "$root" && find pom.xml ./*/pom.xml adapters/*/pom.xml ./*/src/main adapters/*/src/main \
    -newer "$apps/$current/sources-of" -print 2>/dev/null | head -n 1)" ]
}

build_if_needed() {
  is_built && return
  lock_builds
  is_built || build_locked
  unlock_builds
}

build_now() {
  lock_builds
  build_locked
  unlock_builds
}

build_locked() {
  command -v mvn >/dev/null 2>&1 ||
    die "Maven is needed to build: install it (apt install maven, dnf install maven, brew install maven)"
  log=$root/target/build.log
  fresh=$(date +%Y%m%d-%H%M%S)-$$
  mkdir -p "$apps/$fresh/server" "$apps/$fresh/bridge" "$apps/$fresh/chaos"
  : >"$apps/$fresh/sources-of"
  find_current
  [ -n "$current" ] || say "building for the first time; Maven may have to fetch libraries first"
  started=$(date +%s)
  if ! run_maven; then
    rm -rf "${apps:?}/$fresh"
    grep -E '^\[(ERROR|FATAL)\]' "$log" | head -n 20 >&2 || true
    die "the build failed; all of it is in $log"
  fi
  keep_build
  say "built in $(($(date +%s) - started)) s"
}

# Maven in the background, its current step in one line where a person looks.
run_maven() {
  # test-jars belong to the build, so test sources are compiled but not run.
  (cd "$root" && JAVA_HOME=${jdk:?} exec mvn -B -ntp -T1C -DskipTests -Dspotless.check.skip=true package) \
    >"$log" 2>&1 </dev/null &
  maven=$!
  trap 'kill "$maven" 2>/dev/null; exit 130' INT TERM
  if [ -t 2 ]; then
    while kill -0 "$maven" 2>/dev/null; do
      step=$(sed -n 's/^\[INFO\] Building \(.*[^ ]\)  *\(\[.*\]\)$/\2 \1/p' "$log" | tail -n 1)
      printf '\r\033[Kaxontask: building %s' "$step" >&2
      sleep 0.5
    done
    printf '\r\033[K' >&2
  fi
  outcome=0
  wait "$maven" || outcome=$?
  trap - INT TERM
  return "$outcome"
}

keep_build() {
  copy_jars mcp-server server
  copy_jars mcp-stdio-bridge bridge
  copy_jars chaos chaos
  rehearse_bridge
  echo "${jdk:?}" >"$apps/$fresh/jdk"
  : >"$apps/$fresh/in-use"
  # A crash before this line leaves a folder that the next build removes.
  echo "$fresh" >"$apps/current.new"
  mv "$apps/current.new" "$apps/current"
  remove_old_builds
}

# Records what a start of the bridge loads, because hosts wait for it. A recording fits only the
# flags that it was made with; without one the bridge merely starts more slowly.
rehearse_bridge() {
  # shellcheck disable=SC2086 # lists of words
  "${jdk:?}/bin/java" ${java_flags:?} ${bridge_flags:?} -XX:AOTCacheOutput="$apps/$fresh/bridge/bridge.aot" \
    -cp "$apps/$fresh/bridge/*" dev.axontask.bridge.Rehearsal </dev/null >>"$log" 2>&1 ||
    rm -f "$apps/$fresh/bridge/bridge.aot"
}

# Libraries never change, so a link will do; our own jars are overwritten by the next build.
copy_jars() {
  for jar in "$root/$1/target/lib"/*.jar "$root/$1/target/$1"-*.jar; do
    case $jar in
      *-tests.jar | *-sources.jar | *-javadoc.jar) ;;
      *-SNAPSHOT.jar) cp "$jar" "$apps/$fresh/$2/" ;;
      *) ln "$jar" "$apps/$fresh/$2/" 2>/dev/null || cp "$jar" "$apps/$fresh/$2/" ;;
    esac
  done
}

remove_old_builds() {
  for old in "$apps"/*/; do
    old=${old%/}
    [ "$old" = "$apps/$fresh" ] && continue
    if command -v flock >/dev/null 2>&1; then
      flock -n -x "$old" rm -rf "$old" || true
    else
      find "$old" -maxdepth 0 -mtime +7 -exec rm -rf {} +
    fi
  done
}

# Sets build to the newest build and holds it as long as this process, whatever it becomes, lives.
use_build() {
  while :; do
    find_current
    build=$apps/$current
    command -v flock >/dev/null 2>&1 || return 0
    if [ -d "$build" ] && exec 8<"$build" && flock -s 8 && [ -e "$build/in-use" ]; then
      return 0
    fi
  done
}
