package dev.axontask.bridge.settings;

import java.time.Duration;

/**
 * Everything that the bridge bounds, and why.
 *
 * @param messageBytes of one message in either direction; the server takes as much
 * @param heldBytes of all client messages that wait for the server; above, stdin is not read
 * @param connect for a connection and its TLS handshake
 * @param silence how long a connection may carry nothing; the server sends a comment every 10 s,
 *     and hosts give up after 1 to 5 minutes
 * @param resumedSilence how long a resumed stream may bring no event before a repeatable request is
 *     sent again instead: a server may accept Last-Event-ID and not know the stream any more
 * @param patience how long a request is tried while nothing answers, from the first failure on
 * @param firstPause before the first new try; doubled each time, with jitter
 * @param longestPause between two tries
 * @param resends of one request that was received and then lost: it may be what kills the server
 * @param serverStart for the local server to answer after it was started; the first start prepares
 *     its databases
 * @param comeBack for a local server that ran a moment ago to be started by somebody else: who
 *     restarts it by hand shall not race with the bridge
 * @param drain for answers still pending when stdin ends
 */
public record Limits(
    int messageBytes,
    int heldBytes,
    Duration connect,
    Duration silence,
    Duration resumedSilence,
    Duration patience,
    Duration firstPause,
    Duration longestPause,
    int resends,
    Duration serverStart,
    Duration comeBack,
    Duration drain) {

  public static final Limits DEFAULT =
      new Limits(
          16 * 1024 * 1024,
          32 * 1024 * 1024,
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofMillis(50),
          Duration.ofSeconds(5),
          8,
          Duration.ofSeconds(90),
          Duration.ofSeconds(2),
          Duration.ofMillis(1500));
}
