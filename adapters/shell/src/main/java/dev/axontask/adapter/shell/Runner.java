package dev.axontask.adapter.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who runs an attempt.
 *
 * @param uid the user outside the sandbox
 * @param gid the group outside the sandbox
 * @param home where its own caches are looked for, and its home folder inside
 * @param switched whether the server has to change to it, being root
 */
record Runner(int uid, int gid, Path home, boolean switched) {

  /** Whether it is root's uid, whose files it works on without root's powers. */
  boolean isRoot() {
    return uid == 0;
  }

  /** The uid inside the sandbox; root's files are worked on without being called root. */
  int insideUid() {
    return uid == 0 ? 1000 : uid;
  }

  int insideGid() {
    return gid == 0 ? 1000 : gid;
  }

  /** The command line before a command that makes it run as this user, for good. */
  List<String> prefix() {
    if (!switched) {
      return List.of("setpriv", "--no-new-privs");
    }
    List<String> prefix = new ArrayList<>(List.of("setpriv", "--no-new-privs", "--clear-groups"));
    prefix.addAll(List.of("--reuid", "" + uid, "--regid", "" + gid, "--inh-caps=-all"));
    // Mapping root's uid into a user namespace needs this one; bwrap drops it before the command.
    prefix.add(uid == 0 ? "--bounding-set=-all,+setfcap" : "--bounding-set=-all");
    return prefix;
  }
}
