package dev.axontask.chaos.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Cuts hosts off from each other, with rules in the cut host's own namespace. */
public final class Network {
  private Network() {}

  /** What becomes of packets. */
  public enum Cut {
    /** Nothing arrives there; what it sends goes out. */
    DEAF(true, false, "DROP"),
    /** What it sends is lost; it hears everything. */
    MUTE(false, true, "DROP"),
    BOTH_WAYS(true, true, "DROP"),
    /** Connections are reset, new ones refused. */
    RESET(true, true, "REJECT");

    private final boolean in;
    private final boolean out;
    private final String target;

    Cut(boolean in, boolean out, String target) {
      this.in = in;
      this.out = out;
      this.target = target;
    }
  }

  /** Cuts a host off from others. */
  public static void cut(String host, List<String> peers, Cut how)
      throws IOException, InterruptedException {
    for (String peer : peers) {
      if (how.in) {
        rule(host, "INPUT", "-s", peer, how);
      }
      if (how.out) {
        rule(host, "OUTPUT", "-d", peer, how);
      }
    }
  }

  private static void rule(String host, String chain, String side, String peer, Cut how)
      throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of("iptables", "-w", "-A", chain, side, Layout.address(peer), "-p", "tcp"));
    words.addAll(List.of("-j", how.target));
    if (how == Cut.RESET) {
      words.addAll(List.of("--reject-with", "tcp-reset"));
    }
    Words.run(Words.inside(host, words), Path.of("/"));
  }

  /** Lets the host reach everybody again. */
  public static void heal(String host) throws IOException, InterruptedException {
    Words.run(Words.inside(host, List.of("iptables", "-w", "-F")), Path.of("/"));
  }
}
