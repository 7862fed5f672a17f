package dev.axontask.stores;

import java.util.Locale;

/**
 * The machines for which the jars hold binaries.
 *
 * @param postgres resource name of the PostgreSQL archive, a tar in xz
 * @param redis resource name of the Redis server, a program
 */
record Platform(boolean linux, String postgres, String redis) {

  static Platform here() {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  static Platform of(String os, String arch) {
    boolean arm =
        switch (arch.toLowerCase(Locale.ROOT)) {
          case "aarch64", "arm64" -> true;
          case "amd64", "x86_64" -> false;
          default -> throw unsupported(os, arch);
        };
    return switch (os.toLowerCase(Locale.ROOT)) {
      case "linux" -> new Platform(true, postgres("linux", arm), redis("linux", arm));
      case "mac os x" -> new Platform(false, postgres("darwin", arm), redis("darwin", arm));
      default -> throw unsupported(os, arch);
    };
  }

  private static String postgres(String os, boolean arm) {
    return "postgres-" + os + (arm ? "-arm_64" : "-x86_64") + ".txz";
  }

  private static String redis(String os, boolean arm) {
    return "redis-server-7.0.15-" + os + (arm ? "-arm64" : "-amd64");
  }

  private static StoreException unsupported(String os, String arch) {
    return new StoreException(
        "no PostgreSQL and Redis are packed for "
            + (os + " on " + arch)
            + " (Linux and macOS on x86-64 and arm64 only): set DATABASE_URL and REDIS_URL");
  }
}
