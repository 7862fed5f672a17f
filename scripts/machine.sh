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

# sandbox_packages: those that a sandbox needs and this machine lacks: bubblewrap makes it, libseccomp
# writes its filter of system calls.
sandbox_packages() {
  missing=
  command -v bwrap >/dev/null 2>&1 || missing=bubblewrap
  for library in /lib/libseccomp.so.2 /lib64/libseccomp.so.2 /lib/*/libseccomp.so.2 \
    /usr/lib/libseccomp.so.2 /usr/lib64/libseccomp.so.2 /usr/lib/*/libseccomp.so.2; do
    [ ! -e "$library" ] || break
  done
  if [ ! -e "$library" ]; then
    if command -v apt-get >/dev/null 2>&1 || command -v zypper >/dev/null 2>&1; then
      missing="$missing libseccomp2"
    else
      missing="$missing libseccomp"
    fi
  fi
  echo "${missing# }"
}

# The shell adapter runs commands in a sandbox, and refuses to run them without.
prepare_sandbox() {
  [ "$(uname -s)" = Linux ] || return 0
  packages=$(sandbox_packages)
  [ -n "$packages" ] || return 0
  # shellcheck disable=SC2086 # a list of packages
  if is_root && install_packages $packages; then
    return 0
  fi
  # shellcheck disable=SC2086
  how=$(install_command $packages)
  say "these are missing, so the shell adapter is off: $packages. To switch it on:"
  say "    sudo ${how:-"install the packages $packages"}"
}
