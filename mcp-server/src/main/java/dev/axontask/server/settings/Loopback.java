package dev.axontask.server.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which names and addresses mean this machine and nothing else. Looks nothing up. */
public final class Loopback {
  private static final Pattern V4 = Pattern.compile("127(\\.\\d{1,3}){3}");

  private Loopback() {}

  /** Whether a host, with or without brackets around an IPv6 address, is this machine itself. */
  public static boolean names(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.equals("::1")
        || name.equals("[::1]")
        || V4.matcher(name).matches();
  }
}
