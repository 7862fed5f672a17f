package dev.axontask.adapter.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What the kernel says about this host: its boot, its clock, its processes. */
final class Host {
  private static final Path PROC = Path.of("/proc");

  private Host() {}

  /** Changes with every boot. */
  static String bootId() throws IOException {
    return read(PROC.resolve("sys/kernel/random/boot_id")).strip();
  }

  /** Centiseconds since the boot, time in suspension included, by the supervisor's own clock. */
  static long uptime() throws IOException {
    String seconds = read(PROC.resolve("uptime")).split(" ", 2)[0];
    return Long.parseLong(seconds.replace(".", ""));
  }

  /** Bytes of memory that the machine has. */
  static long memory() throws IOException {
    String total = read(PROC.resolve("meminfo")).lines().findFirst().orElseThrow();
    return Long.parseLong(total.replaceAll("[^0-9]", "")) << 10;
  }

  /** The uid that this process runs as. */
  static int uid() throws IOException {
    return (int) Files.getAttribute(PROC.resolve("self"), "unix:uid");
  }

  /** The gid that this process runs as. */
  static int gid() throws IOException {
    return (int) Files.getAttribute(PROC.resolve("self"), "unix:gid");
  }

  /**
   * When a living process started, in ticks since the boot: with the boot id it names a process for
   * ever, which a pid alone does not.
   */
  static OptionalLong startOf(long pid) {
    try {
      String stat = read(PROC.resolve(pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      boolean dead = fields[0].equals("Z") || fields[0].equals("X");
      return dead ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[19]));
    } catch (IOException | RuntimeException gone) {
      return OptionalLong.empty();
    }
  }

  /** What a process runs, by its short name; empty if it is gone. */
  static String programOf(long pid) {
    try {
      return read(PROC.resolve(pid + "/comm")).strip();
    } catch (IOException gone) {
      return "";
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
