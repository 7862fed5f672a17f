# shellcheck shell=sh
# Installs what the machine lacks, where that is allowed: as root, with the system's own packages.

is_root() { [ "$(id -u)" = 0 ]; }

# install_command PACKAGE...: the command that installs them here, or nothing.
install_command() {
  if command -v apt-get >/dev/null 2>&1; then
    echo "apt-get install -y $*"
  elif command -v dnf >/dev/null 2>&1; then
    echo "dnf install -y $*"
  elif command -v apk >/dev/null 2>&1; then
    echo "apk add $*"
  elif command -v pacman >/dev/null 2>&1; then
    echo "pacman -S --noconfirm $*"
  elif command -v zypper >/dev/null 2>&1; then
    echo "zypper --non-interactive install $*"
  fi
}

# install_packages PACKAGE...: as root; says what it does, its output goes to a log.
install_packages() {
  how=$(install_command "$@")
  [ -n "$how" ] || return 1
  say "installing $* ($how)"
  mkdir -p "${root:?}/target"
  log=$root/target/install.log
  if command -v apt-get >/dev/null 2>&1; then
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    # A fresh machine has no package lists, an old one has stale ones.
    $how >"$log" 2>&1 </dev/null && return 0
    apt-get update >>"$log" 2>&1 </dev/null || true
  fi
  $how >>"$log" 2>&1 </dev/null || {
    say "that failed: see $log"
    return 1
  }
}

# The shell adapter runs commands in bubblewrap, and refuses to run them without.
prepare_sandbox() {
  [ "$(uname -s)" = Linux ] || return 0
  command -v bwrap >/dev/null 2>&1 && return 0
  if is_root && install_packages bubblewrap; then
    return 0
  fi
  how=$(install_command bubblewrap)
  say "bubblewrap is missing, so the shell adapter is off. To switch it on:"
  say "    sudo ${how:-"install the package bubblewrap"}"
}
