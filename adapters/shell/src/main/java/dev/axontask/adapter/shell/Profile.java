package dev.axontask.adapter.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command sees, as options for bubblewrap. Nothing of the host is visible that is not named
 * here, and nothing can be written but the workspace, the caches and sized memory.
 */
final class Profile {
  private static final List<String> SYSTEM =
      List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

  /** Of /etc what programs need to find themselves; no keys, no shadow, no host's own settings. */
  private static final List<String> ETC =
      List.of(
          "alternatives",
          "ca-certificates",
          "crypto-policies",
          "debian_version",
          "fonts",
          "gai.conf",
          "host.conf",
          "inputrc",
          "ld.so.cache",
          "ld.so.conf",
          "ld.so.conf.d",
          "localtime",
          "lsb-release",
          "magic",
          "magic.mime",
          "mailcap",
          "maven",
          "mime.types",
          "nsswitch.conf",
          "os-release",
          "perl",
          "pki/tls/certs",
          "pki/ca-trust/extracted",
          "protocols",
          "python3",
          "services",
          "ssl/certs",
          "ssl/openssl.cnf",
          "terminfo",
          "timezone",
          "xml");

  /** Of /etc what only a command with the network needs. */
  private static final List<String> ETC_NETWORK = List.of("hosts", "resolv.conf");

  private final List<String> options = new ArrayList<>();

  private Profile() {}

  /**
   * @param workspace the folder to bind at its own path, empty for the attempt's own folder
   * @param toolchains read-only
   * @param caches writable
   */
  record Sight(
      Optional<Path> workspace,
      Path cwd,
      List<Path> toolchains,
      List<Path> caches,
      Map<String, String> environment,
      boolean network) {}

  /** The options, each ended by NUL, as {@code bwrap --args} reads them. */
  static byte[] options(AttemptFolder folder, Path init, Runner runner, Sight sight)
      throws IOException {
    Profile profile = new Profile();
    profile.namespaces(runner, sight.network());
    profile.system();
    profile.etc(folder, sight.network());
    profile.home(runner, sight);
    profile.workspace(folder, sight);
    profile.add("--ro-bind", init.toString(), "/.axontask/init");
    profile.add("--remount-ro", "/");
    profile.add("--chdir", sight.cwd().toString(), "--clearenv");
    sight.environment().forEach((name, value) -> profile.add("--setenv", name, value));
    return profile.bytes();
  }

  private void namespaces(Runner runner, boolean network) {
    add("--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--as-pid-1");
    add("--new-session", "--cap-drop", "ALL", "--hostname", "axontask");
    add("--uid", "" + runner.insideUid(), "--gid", "" + runner.insideGid());
    if (network) {
      add("--share-net");
    }
  }

  private void system() {
    add("--ro-bind", "/usr", "/usr");
    for (String name : SYSTEM) {
      Path path = Path.of(name);
      if (Files.isSymbolicLink(path)) {
        add("--symlink", readLink(path), name);
      } else if (Files.isDirectory(path)) {
        add("--ro-bind", name, name);
      }
    }
    add("--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys");
    add("--dev", "/dev", "--remount-ro", "/dev");
    tmpfs("/dev/shm", Limits.SHM_BYTES, "1777");
    tmpfs("/tmp", Limits.TMP_BYTES, "1777");
    add("--dir", "/var", "--symlink", "../tmp", "/var/tmp", "--dir", "/run");
  }

  private void etc(AttemptFolder folder, boolean network) throws IOException {
    List<String> names = new ArrayList<>(ETC);
    if (network) {
      names.addAll(ETC_NETWORK);
    }
    try (DirectoryStream<Path> java = Files.newDirectoryStream(Path.of("/etc"), "java*")) {
      java.forEach(path -> names.add(String.valueOf(path.getFileName())));
    }
    for (String name : names) {
      add("--ro-bind-try", "/etc/" + name, "/etc/" + name);
    }
    if (!network) {
      add("--ro-bind", folder.file("hosts").toString(), "/etc/hosts");
    }
    add("--ro-bind", folder.file("passwd").toString(), "/etc/passwd");
    add("--ro-bind", folder.file("group").toString(), "/etc/group");
  }

  private void home(Runner runner, Sight sight) {
    if (sight.workspace().filter(runner.home()::startsWith).isEmpty()) {
      tmpfs(runner.home().toString(), Limits.HOME_BYTES, "0700");
    }
    sight.toolchains().forEach(path -> add("--ro-bind", path.toString(), path.toString()));
    sight.caches().forEach(path -> add("--bind", path.toString(), path.toString()));
  }

  private void workspace(AttemptFolder folder, Sight sight) throws IOException {
    if (sight.workspace().isEmpty()) {
      add("--bind", folder.work().toString(), sight.cwd().toString());
      return;
    }
    Path workspace = sight.workspace().get();
    add("--bind", workspace.toString(), workspace.toString());
    for (Path at = sight.cwd(); at != null && at.startsWith(workspace); at = at.getParent()) {
      protect(at);
    }
  }

  /** What a person's tools run by themselves must not be planted by a command. */
  private void protect(Path folder) {
    Path git = folder.resolve(".git");
    if (Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS)) {
      // A mount point cannot be renamed away to make room for another .git.
      add("--bind", git.toString(), git.toString());
    }
    for (String name : SensitiveFiles.NAMES) {
      Path path = folder.resolve(name);
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(path)) {
        add("--ro-bind", path.toString(), path.toString());
      }
    }
  }

  private void tmpfs(String path, long bytes, String mode) {
    add("--perms", mode, "--size", "" + bytes, "--tmpfs", path);
  }

  private static String readLink(Path path) {
    try {
      return Files.readSymbolicLink(path).toString();
    } catch (IOException changed) {
      return "usr" + path;
    }
  }

  private void add(String... words) {
    options.addAll(List.of(words));
  }

  private byte[] bytes() {
    return (String.join("\0", options) + "\0").getBytes(StandardCharsets.UTF_8);
  }
}
