package dev.axontask.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The names in a Redis folder of ours.
 *
 * @param root a real path; holds {@code data} (Redis's own), the port, the password, the
 *     configuration, the log and the lock
 */
record RedisFolder(Path root) {
  Path data() {
    return root.resolve("data");
  }

  Path port() {
    return root.resolve("port");
  }

  Path password() {
    return root.resolve("password");
  }

  Path configuration() {
    return root.resolve("redis.conf");
  }

  Path pidFile() {
    return data().resolve("redis.pid");
  }

  LogFile log() {
    return new LogFile(root.resolve("redis.log"));
  }

  /** The pid that Redis wrote when it started: a claim; 0 if there is none. */
  long claimedPid() throws IOException {
    if (!Files.exists(pidFile())) {
      return 0;
    }
    String text = Files.readString(pidFile()).strip();
    return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
  }
}
