# shellcheck shell=sh
# shellcheck disable=SC2034 # read by those who start our programs
# How our programs are run: lists of words for java.

# For every program.
java_flags="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData \
  -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8"

# Of all but the bridge, which has no libraries that need it.
server_flags="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"

# Of the bridge, whose stdout is the protocol's: the JVM's own warnings go to stderr. Short of
# memory it answers the request with an error and goes on: a host drops the tools of one that ends.
bridge_flags="-Xms16m -Xmx256m -XX:TieredStopAtLevel=1 -XX:-ExitOnOutOfMemoryError \
  -Xlog:disable -Xlog:all=warning:stderr"
