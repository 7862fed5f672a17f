package dev.axontask.adapter.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a user that this process is not can get at a path, judged by modes and owners. */
final class Reach {
  private Reach() {}

  /** Whether the user may walk through every folder above {@code path}. */
  static boolean canReach(int uid, int gid, Path path) {
    try {
      Path real = path.toRealPath();
      for (Path above = real.getParent(); above != null; above = above.getParent()) {
        if (!allows(uid, gid, above, 1)) {
          return false;
        }
      }
      return true;
    } catch (IOException missing) {
      return false;
    }
  }

  /** Whether the user may also list or read what is at the end of it. */
  static boolean canRead(int uid, int gid, Path path) {
    try {
      return canReach(uid, gid, path)
          && allows(uid, gid, path.toRealPath(), Files.isDirectory(path) ? 5 : 4);
    } catch (IOException missing) {
      return false;
    }
  }

  private static boolean allows(int uid, int gid, Path path, int bits) throws IOException {
    int mode = (int) Files.getAttribute(path, "unix:mode");
    int shift = 0;
    if (Files.getAttribute(path, "unix:uid").equals(uid)) {
      shift = 6;
    } else if (Files.getAttribute(path, "unix:gid").equals(gid)) {
      shift = 3;
    }
    return (mode >> shift & bits) == bits;
  }
}
