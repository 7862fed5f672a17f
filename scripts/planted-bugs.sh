#!/bin/sh
# Plants the bugs of engine/src/test/planted one by one and shows that a test fails for each. Ends with 1 if one
# is not noticed. Nothing in the repository is changed: what a patch touches is copied, compiled and put in front.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

say() { printf '%s\n' "planted-bugs: $*" >&2; }
die() {
  say "$@"
  exit 1
}

# shellcheck source=scripts/jdk.sh
. "$root/scripts/jdk.sh"

planted=$root/engine/src/test/planted
list=$root/engine/target/test.classpath

usage() {
  cat <<'TEXT'
Plants each bug of engine/src/test/planted and runs the test that has to fail.

usage: scripts/planted-bugs.sh [--built] [WORD...]

  --built   nothing was changed since the last run: do not build first
  WORD      only the patches with this in their names, such as simulation, matrix or 01
TEXT
}

build() {
  say "building the engine and its tests"
  (cd "$root" && JAVA_HOME=$jdk mvn -B -ntp -q -pl engine -am test-compile dependency:build-classpath \
    -DincludeScope=test -Dmdep.outputFile=target/test.classpath)
}

wanted() {
  [ $# -gt 1 ] || return 0
  whole=$1
  shift
  for word; do
    case $whole in *"$word"*) return 0 ;; esac
  done
  return 1
}

field() { sed -n "s/^$1: //p" "$2" | head -1; }

# selector TEST: what the launcher calls it
selector() {
  class=${1%%#*}
  file=$(find "$root/engine/src/test/java" -name "$class.java" | head -1)
  [ -n "$file" ] || die "there is no test $class"
  name=$(printf '%s' "${file#"$root"/engine/src/test/java/}" | sed 's#/#.#g; s#\.java$##')
  case $1 in
    *'#'*) printf '%s\n' "--select-method=$name#${1#*#}" ;;
    *) printf '%s\n' "--select-class=$name" ;;
  esac
}

# plant PATCH FOLDER: what the patch changes, compiled into FOLDER/classes
plant() {
  sed -n 's#^+++ b/##p' "$1" | cut -f1 >"$2/files"
  while read -r file; do
    mkdir -p "$2/$(dirname "$file")" && cp "$root/$file" "$2/$file"
  done <"$2/files"
  (cd "$2" && patch -p1 --quiet --no-backup-if-mismatch <"$1") || return 1
  # shellcheck disable=SC2046 # no name has a space
  (cd "$2" && "$jdk/bin/javac" -nowarn -proc:none -parameters -d classes -cp "$classpath" $(cat files))
}

# noticed PATCH FOLDER: whether the test fails
noticed() {
  (cd "$root/engine" && "$jdk/bin/java" -XX:+EnableDynamicAgentLoading --enable-native-access=ALL-UNNAMED \
    -cp "$2/classes:$classpath" org.junit.platform.console.ConsoleLauncher execute --disable-banner \
    --exclude-tag=long --include-classname='.*' --details=tree "$(selector "$(field Test "$1")")") >"$2/log" 2>&1 &&
    return 1
  grep -q 'tests failed' "$2/log" && ! grep -q '\[ *0 tests failed' "$2/log"
}

report() { printf '%-52s %-28s %s\n' "$1" "$2" "$3"; }

run() {
  missed=0
  report bug test result
  for patch in "$planted"/*.patch; do
    name=$(basename "$patch" .patch)
    wanted "$name" "$@" || continue
    folder=$(mktemp -d)
    test=$(field Test "$patch")
    if ! plant "$patch" "$folder" >"$folder/log" 2>&1; then
      report "$name" "${test%%#*}" "COULD NOT BE PLANTED ($folder/log)"
      missed=1
    elif noticed "$patch" "$folder"; then
      report "$name" "${test%%#*}" noticed
      rm -rf "$folder"
    else
      report "$name" "${test%%#*}" "NOT NOTICED ($folder/log)"
      missed=1
    fi
  done
  return $missed
}

case ${1:-} in
  -h | --help)
    usage
    exit 0
    ;;
esac
find_jdk
if [ "${1:-}" = --built ]; then
  shift
else
  build
fi
[ -s "$list" ] || die "nothing was built yet: run it without --built"
classpath=$root/engine/target/test-classes:$root/engine/target/classes:$(cat "$list")
run "$@"
