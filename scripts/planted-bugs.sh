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
logs=$root/engine/target/planted-bugs
all=$logs/classes

usage() {
  cat <<'TEXT'
Plants each bug of engine/src/test/planted and runs the test that has to fail.

usage: scripts/planted-bugs.sh [--built] [--jobs N] [WORD...]

  --built   nothing was changed since the last run: do not compile first
  --jobs N  so many at a time; 1 if not given for each two processors
  WORD      only the patches with this in their names, such as simulation, matrix or 01

What the tests said is kept in engine/target/planted-bugs.
TEXT
}

# Which jars the tests need, and which of our modules. Asked again when a pom.xml has changed.
list_classpath() {
  [ -s "$list" ] && [ -z "$(cd "$root" && find . -name pom.xml -newer "$list" -not -path '*/target/*')" ] && return
  say "asking Maven which jars the tests need"
  (cd "$root" && JAVA_HOME=$jdk mvn -B -ntp -q -pl engine -am test-compile dependency:build-classpath \
    -Dmaven.main.skip=true -Dmaven.test.skip=true -DincludeScope=test -Dmdep.outputFile=target/test.classpath)
}

# The folders of sources behind the classpath, and the engine's own.
sources() {
  printf '%s\n' engine/src/main engine/src/test
  tr ':' '\n' <"$list" | sed -n "s#^$root/\(.*\)/target/classes\$#\1/src/main#p
    s#^$root/\(.*\)/target/test-classes\$#\1/src/test#p"
}

# Compiles all of them once, without the checks of the build.
build() {
  say "compiling the engine, its tests and what they need"
  rm -rf "$all"
  mkdir -p "$all"
  for folder in $(sources); do
    find "$root/$folder/java" -name '*.java' ! -name package-info.java ! -name module-info.java
    [ ! -d "$root/$folder/resources" ] || cp -R "$root/$folder/resources/." "$all"
  done >"$logs/sources"
  "$jdk/bin/javac" -J-XX:TieredStopAtLevel=1 -nowarn -Xlint:none -proc:none -parameters -d "$all" \
    -cp "$(jars)" @"$logs/sources" || die "does not compile"
}

jars() { tr ':' '\n' <"$list" | grep -v "^$root/" | tr '\n' ':'; }

field() { sed -n "s/^$1: //p" "$2" | head -1; }

# chosen WORD...: the patches with one of these words in their names; all without words
chosen() {
  for patch in "$planted"/*.patch; do
    name=$(basename "$patch" .patch)
    [ $# -gt 0 ] || printf '%s\n' "$patch"
    for word; do
      case $name in *"$word"*)
        printf '%s\n' "$patch"
        break
        ;;
      esac
    done
  done
}

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

# launch CLASSES SELECTOR...: runs tests until the first that fails, with these classes in front
launch() {
  front=$1
  shift
  (cd "$root/engine" && "$jdk/bin/java" -XX:TieredStopAtLevel=1 -XX:+EnableDynamicAgentLoading \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "$front:$classpath" \
    org.junit.platform.console.ConsoleLauncher execute --disable-banner --fail-fast --exclude-tag=long \
    --include-classname='.*' --details=tree "$@")
}

# sound PATCHES: whether every test passes as long as no bug is planted
sound() {
  say "running the tests without a bug"
  selectors=$(while read -r patch; do selector "$(field Test "$patch")"; done <"$1" | sort -u)
  # shellcheck disable=SC2086 # no name has a space
  launch "$logs/none" $selectors >"$logs/without-a-bug.log" 2>&1 ||
    die "a test fails without a bug: $logs/without-a-bug.log"
}

# plant PATCH FOLDER: what the patch changes, compiled into FOLDER/classes
plant() {
  sed -n 's#^+++ b/##p' "$1" | cut -f1 >"$2/files"
  while read -r file; do
    mkdir -p "$2/$(dirname "$file")" && cp "$root/$file" "$2/$file"
  done <"$2/files"
  (cd "$2" && patch -p1 --quiet --no-backup-if-mismatch <"$1") || return 1
  # shellcheck disable=SC2046 # no name has a space
  (cd "$2" && "$jdk/bin/javac" -J-XX:TieredStopAtLevel=1 -nowarn -proc:none -parameters -d classes \
    -cp "$classpath" $(cat files))
}

# noticed LOG: whether a test failed, and not for a class that does not fit
noticed() {
  grep -q 'tests failed' "$1" && ! grep -q '\[ *0 tests failed' "$1" &&
    ! grep -qE '=> java\.lang\.(NoClassDefFound|NoSuch|IncompatibleClass|UnsupportedClass|Verify)' "$1"
}

# one PATCH: plants it, and reports what came of it
one() {
  name=$(basename "$1" .patch)
  test=$(field Test "$1")
  log=$logs/$name.log
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  if ! plant "$1" "$folder" >"$log" 2>&1; then
    report "$name" "$test" "COULD NOT BE PLANTED ($log)"
    printf '%s\n' "$name" >>"$logs/missed"
    return
  fi
  if launch "$folder/classes" "$(selector "$test")" >"$log" 2>&1 || ! noticed "$log"; then
    report "$name" "$test" "NOT NOTICED ($log)"
    printf '%s\n' "$name" >>"$logs/missed"
    return
  fi
  report "$name" "$test" "noticed: $(reason "$log" | cut -c1-150)"
}

# reason LOG: the first test that failed, and what it said, in one line
reason() {
  awk '
    /^ *JUnit Jupiter:/ && !what { at = $0; sub(/^ *JUnit Jupiter:[^:]*:/, "", at); sub(/^.*\):/, "", at) }
    /^ *=> / && !what { what = $0; sub(/^ *=> [a-zA-Z0-9.]*:/, "", what); next }
    what && /\.java:[0-9]+\)/ { exit }
    what { what = what " " $0 }
    END { text = at ": " what; gsub(/[ \t]+/, " ", text); print text }' "$1"
}

report() { printf '%-52s %-20s %s\n' "$1" "${2%%#*}" "$3"; }

began=$(date +%s)
jobs=$(($(getconf _NPROCESSORS_ONLN) / 2))
built=no
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --built) built=yes ;;
    --jobs)
      [ $# -gt 1 ] || die "--jobs needs a number"
      jobs=$2
      shift
      ;;
    --one)
      jdk=$PLANTED_JDK classpath=$PLANTED_CLASSPATH
      one "$2"
      exit
      ;;
    *) break ;;
  esac
  shift
done
find_jdk
mkdir -p "$logs"
if [ "$built" = no ]; then
  list_classpath
  build
fi
[ -d "$all" ] || die "nothing was built yet: run it without --built"
classpath=$all:$(jars)
chosen "$@" >"$logs/patches"
[ -s "$logs/patches" ] || die "no patch has such a name"
sound "$logs/patches"
report bug test result
export PLANTED_JDK="$jdk" PLANTED_CLASSPATH="$classpath"
: >"$logs/missed"
xargs -P "$((jobs > 0 ? jobs : 1))" -I '{}' "$0" --one '{}' <"$logs/patches"
if [ -s "$logs/missed" ]; then
  die "not noticed: $(tr '\n' ' ' <"$logs/missed")"
fi
say "all $(wc -l <"$logs/patches") were noticed, in $(($(date +%s) - began)) s"
