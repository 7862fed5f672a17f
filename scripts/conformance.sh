#!/bin/sh
# Holds our MCP against the official conformance suite: the server with a fixture catalogue, and the
# bridge as a client. Ends with 1 if any check fails or warns; there is no list of expected failures.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

say() { printf '%s\n' "conformance: $*" >&2; }
die() {
  say "$@"
  exit 1
}

# shellcheck source=scripts/jdk.sh
. "$root/scripts/jdk.sh"
# shellcheck source=scripts/build.sh
. "$root/scripts/build.sh"
# shellcheck source=scripts/machine.sh
. "$root/scripts/machine.sh"
# shellcheck source=scripts/test.sh
. "$root/scripts/test.sh"

others=$root/mcp-server/src/test/clients
results=$root/target/conformance
revisions='2025-11-25 2026-07-28'

usage() {
  cat <<'TEXT'
Runs @modelcontextprotocol/conformance against this server's MCP and against the stdio bridge.

usage: scripts/conformance.sh             build, serve the fixture on a free port, run everything
       scripts/conformance.sh serve PORT  serve the fixture at http://127.0.0.1:PORT/mcp, and nothing else
       scripts/conformance.sh run URL     run everything against a fixture that is served already

Counts go to stdout, what the suite said to target/conformance. By hand, one scenario:
  cd mcp-server/src/test/clients
  npx conformance server --url http://127.0.0.1:PORT/mcp --scenario tasks-lifecycle
TEXT
}

# The fixture is test code: it runs from the class folders.
build_fixture() {
  find_jdk
  lock_builds
  log=$root/target/conformance-build.log
  (cd "$root" && JAVA_HOME=${jdk:?} mvn -B -ntp -q -pl mcp-server -am -Dspotless.check.skip=true test-compile \
    dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/test-class-path) \
    >"$log" 2>&1 </dev/null || die "the build failed; all of it is in $log"
  unlock_builds
}

# serve_fixture PORT: becomes the fixture, which says its URL in one line.
serve_fixture() {
  server=$root/mcp-server/target
  exec "$jdk/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -cp "$server/test-classes:$server/classes:$(cat "$server/test-class-path")" \
    dev.axontask.server.conformance.FixtureMain "$1"
}

install_suite() {
  prepare_node
  install_all_clients
  [ -x "$others/node_modules/.bin/conformance" ] ||
    die "the suite is not installed: it needs Node $NODE_MAJOR and npm"
}

suite() {
  "$others/node_modules/.bin/conformance" "$@"
}

# scenarios REVISION LEG: their names, those included that the revision does not require.
scenarios() {
  suite list --requirements "$1" | awk -v leg="$2" '
    /^Server scenarios/ { section = "server" }
    /^Client scenarios/ { section = "client" }
    /^Run and reported/ { section = "" }
    $1 == "-" && section == leg { print $2 }
    $1 == "-" && section == "" && $3 == "[" leg "]" { print $2 }'
}

# Everything of a revision in one run: what it requires, the extensions, and what came later.
run_server() {
  scenarios "$1" server >"$results/server-$1.names"
  suite server --url "$2" --requirements "$1" --output-dir "$results/server-$1" \
    >"$results/server-$1.log" 2>&1 || true
}

run_clients() {
  scenarios "$1" client >"$results/all.names"
  grep -v '^auth/' "$results/all.names" >"$results/bridge-$1.names"
  while read -r scenario; do
    run_client "$1" "$scenario" || { measures_time "$scenario" && run_client "$1" "$scenario"; } ||
      echo "$scenario" >>"$results/bridge-$1.ended"
  done <"$results/bridge-$1.names"
  say_inapplicable "$1"
}

# run_client REVISION SCENARIO
run_client() {
  suite client --command "node $others/conformance.mjs" --scenario "$2" --spec-version "$1" --force \
    --output-dir "$results/bridge-$1" >>"$results/bridge-$1.log" 2>&1 </dev/null
}

# It wants the client back within 200 ms of the moment that the server named: on a busy machine it
# gets a second try.
measures_time() { [ "$1" = sse-retry ]; }

say_inapplicable() {
  cat <<TEXT
bridge-$1: not applicable: $(grep '^auth/' "$results/all.names" | tr '\n' ' ')
  "Implementations using an STDIO transport SHOULD NOT follow this specification, and instead
  retrieve credentials from the environment." (basic/authorization, Protocol Requirements)
TEXT
}

# run_all URL
run_all() {
  find_jdk
  build_if_needed
  rm -rf "$results"
  mkdir -p "$results"
  for revision in $revisions; do
    run_server "$revision" "$1"
    run_clients "$revision"
  done
  node "$others/conformance-report.mjs" "$results"
}

run_with_fixture() {
  build_fixture
  mkdir -p "$root/target"
  address=$root/target/conformance.url
  : >"$address"
  serve_fixture 0 >"$address" 2>"$root/target/conformance-fixture.log" &
  fixture=$!
  trap 'kill "$fixture" 2>/dev/null || true' EXIT
  trap 'exit 130' INT TERM
  until [ -s "$address" ]; do
    kill -0 "$fixture" 2>/dev/null || die "the fixture did not start: see target/conformance-fixture.log"
    sleep 0.2
  done
  run_all "$(cat "$address")"
}

case ${1:-} in
  -h | --help | help)
    usage
    ;;
  serve)
    [ $# -eq 2 ] || die "which port? scripts/conformance.sh serve PORT"
    build_fixture
    serve_fixture "$2"
    ;;
  run)
    [ $# -eq 2 ] || die "against what? scripts/conformance.sh run URL"
    install_suite
    run_all "$2"
    ;;
  '')
    install_suite
    run_with_fixture
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac
