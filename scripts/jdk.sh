# shellcheck shell=sh
# Finds a JDK 25: find_jdk sets jdk to its folder, or ends with what to do.

# shellcheck disable=SC2034 # read by those who call find_jdk
jdk=

is_jdk_25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] &&
    says_25 "$1"
}

# Whether a JDK's folder says that it holds release 25. Starts no process: the bridge's start asks.
says_25() {
  [ -r "$1/release" ] || return 1
  while read -r line; do
    case $line in
      'JAVA_VERSION="25"'* | 'JAVA_VERSION="25.'*) return 0 ;;
    esac
  done <"$1/release"
  return 1
}

jdk_of_path() {
  java_on_path=$(command -v java 2>/dev/null) || return 0
  "$java_on_path" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
}

find_jdk() {
  if [ -n "${AXONTASK_JAVA_HOME:-}" ]; then
    is_jdk_25 "$AXONTASK_JAVA_HOME" ||
      die "AXONTASK_JAVA_HOME=$AXONTASK_JAVA_HOME is not a JDK 25"
    jdk=$AXONTASK_JAVA_HOME
    return
  fi
  for candidate in \
    "${JAVA_HOME:-/none}" \
    /usr/lib/jvm/* \
    /usr/java/* \
    /opt/java/* /opt/jdk* \
    "${SDKMAN_DIR:-${HOME:-/none}/.sdkman}"/candidates/java/* \
    "${HOME:-/none}"/.jdks/* \
    "${HOME:-/none}"/.asdf/installs/java/* \
    "${HOME:-/none}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-/none}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
    if is_jdk_25 "$candidate"; then
      jdk=$candidate
      return
    fi
  done
  if [ -x /usr/libexec/java_home ]; then
    candidate=$(/usr/libexec/java_home -v 25 2>/dev/null || true)
    is_jdk_25 "$candidate" && jdk=$candidate && return
  fi
  candidate=$(jdk_of_path)
  is_jdk_25 "$candidate" && jdk=$candidate && return
  die "no JDK 25 found. Install one (Temurin, your distribution's openjdk-25-jdk, 'sdk install java 25-tem',
  'brew install openjdk@25'), or say where it is: AXONTASK_JAVA_HOME=/path/to/jdk-25 ./axontask ..."
}
