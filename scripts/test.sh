# shellcheck shell=sh
# ./axontask test: what the tests need, then Maven with every gate.

NODE_MAJOR=22

run_tests() {
  goal=verify
  profile=
  case ${1:-} in
    --fast)
      goal='test'
      shift
      ;;
    --long)
      profile=-Plong
      shift
      ;;
  esac
  prepare_tests
  install_all_clients &
  # The tests start ./axontask too; built beforehand, it does not build inside this Maven's run.
  [ "$goal" = test ] || build_if_needed
  wait
  forget_settings
  say "running mvn $goal $profile $*"
  cd "${root:?}" || exit
  JAVA_HOME=${jdk:?}
  export JAVA_HOME
  # shellcheck disable=SC2086 # no profile is no word
  exec mvn -B -ntp -T2 $profile "$goal" "$@"
}

prepare_tests() {
  prepare_sandbox
  prepare_node
}

# Clients that we did not write run on Node; where there is none, their tests are skipped.
prepare_node() {
  if ! command -v npm >/dev/null 2>&1; then
    { is_root && install_packages nodejs npm; } || {
      say "no npm: tests with other people's clients are skipped"
      return 0
    }
  fi
  [ "$(node_major)" -ge "$NODE_MAJOR" ] || install_node || true
}

install_all_clients() {
  [ "$(node_major)" -ge "$NODE_MAJOR" ] || return 0
  for clients in "$root"/*/src/test/clients/package.json; do
    [ -e "$clients" ] || continue
    install_clients "$(dirname "$clients")"
  done
}

node_major() {
  node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p' | grep . || echo 0
}

# The npm package "node" brings the program; it stays in target/.
install_node() {
  tools=$root/target/tools
  if [ ! -x "$tools/node_modules/node/bin/node" ]; then
    say "Node $NODE_MAJOR or newer is needed: installing it into target/tools"
    mkdir -p "$tools"
    npm install --prefix "$tools" --no-save --no-audit --no-fund --loglevel=error "node@$NODE_MAJOR" >&2 || {
      say "that failed: tests with other people's clients are skipped"
      return 1
    }
  fi
  PATH=$tools/node_modules/node/bin:$PATH
  export PATH
}

install_clients() {
  [ -n "$(find "$1/node_modules/.package-lock.json" -newer "$1/package-lock.json" 2>/dev/null)" ] && return
  say "installing the clients of ${1#"$root"/}"
  (cd "$1" && npm ci --no-audit --no-fund --loglevel=error >&2) ||
    say "that failed: tests with these clients are skipped"
}

# A person's settings are not the tests'.
forget_settings() {
  for name in $(env | sed -n 's/^\(AXONTASK_[A-Z0-9_]*\)=.*/\1/p'); do
    unset "$name"
  done
  unset DATABASE_URL REDIS_URL API_HOST API_PORT
  unset RECEIPT_SIGNING_KEY_ED25519 RECEIPT_SIGNING_KEY_ED25519_FILE
}
