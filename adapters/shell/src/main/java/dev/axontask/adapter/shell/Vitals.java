package dev.axontask.adapter.shell;

import dev.axontask.adapter.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A look at the processes of a sandbox from outside, by what the kernel tells of them.
 *
 * @param nanos when, on the monotonic clock
 * @param known whether they could be looked at
 * @param ticks processor time that they and their ended children have used, in ticks of 10 ms
 * @param readsStdin whether one of them is in a read of the standard input that others write to
 */
record Vitals(long nanos, boolean known, long ticks, boolean readsStdin) {
  private static final Path PROC = Path.of("/proc");
  private static final Pattern CHILD = Pattern.compile("\"child-pid\":\\s*([0-9]+)");

  /** A read of descriptor 0, by the system call's number on x86-64 and arm64. */
  private static final Pattern READ_OF_0 = Pattern.compile("(?:0|63) 0x0 .*", Pattern.DOTALL);

  private static final long TICK_MILLIS = 10;

  /** The part of a processor below which a command does not compute: timers tick in all of them. */
  private static final double IDLE = 0.02;

  /** What a command is seen to do, by two looks at it. */
  static Report.Stall judge(Vitals first, Vitals second) {
    if (!first.known() || !second.known()) {
      return Report.Stall.SILENT;
    }
    if (first.readsStdin() && second.readsStdin()) {
      return Report.Stall.WAITING_ON_STDIN;
    }
    long used = (second.ticks() - first.ticks()) * TICK_MILLIS;
    long passed = Duration.ofNanos(second.nanos() - first.nanos()).toMillis();
    return used <= passed * IDLE ? Report.Stall.NO_CPU : Report.Stall.SILENT;
  }

  static Vitals of(AttemptFolder folder) throws IOException {
    long now = System.nanoTime();
    OptionalLong root = root(folder);
    if (root.isEmpty()) {
      return new Vitals(now, false, 0, false);
    }
    Path stdin = folder.file("stdin.fifo");
    Object input = Files.exists(stdin, LinkOption.NOFOLLOW_LINKS) ? inode(stdin) : "none";
    long ticks = 0;
    boolean reads = false;
    for (long pid : tree(root.getAsLong())) {
      ticks += ticks(pid);
      reads |= reads(pid, input);
    }
    return new Vitals(now, true, ticks, reads);
  }

  /** The sandbox's first process; none without a sandbox. */
  private static OptionalLong root(AttemptFolder folder) throws IOException {
    Matcher child = CHILD.matcher(folder.note("info").orElse(""));
    return child.find() ? OptionalLong.of(Long.parseLong(child.group(1))) : OptionalLong.empty();
  }

  /** The process and what descends from it, as far as it is there. */
  private static List<Long> tree(long root) {
    List<Long> tree = new ArrayList<>();
    Deque<Long> left = new ArrayDeque<>(List.of(root));
    while (!left.isEmpty() && tree.size() < 2 * Limits.PROCESSES) {
      long pid = left.remove();
      tree.add(pid);
      left.addAll(children(pid));
    }
    return tree;
  }

  private static List<Long> children(long pid) {
    List<Long> children = new ArrayList<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(process(pid).resolve("task"))) {
      for (Path thread : threads) {
        for (String child : text(thread.resolve("children")).strip().split(" ", -1)) {
          if (!child.isEmpty()) {
            children.add(Long.parseLong(child));
          }
        }
      }
    } catch (IOException gone) {
      return children;
    }
    return children;
  }

  private static long ticks(long pid) {
    String stat = text(process(pid).resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    long ticks = 0;
    for (int field = 11; field <= 14 && fields.length > 14; field++) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks;
  }

  /** By its system call where we may see it, and else by what it sleeps in. */
  private static boolean reads(long pid, Object input) {
    Path process = process(pid);
    try {
      if (!inode(process.resolve("fd").resolve("0")).equals(input)) {
        return false;
      }
    } catch (IOException closedOrHidden) {
      return false;
    }
    String call = text(process.resolve("syscall"));
    return call.isEmpty()
        ? text(process.resolve("wchan")).contains("pipe_read")
        : READ_OF_0.matcher(call).matches();
  }

  private static Object inode(Path path) throws IOException {
    return Files.getAttribute(path, "unix:dev") + ":" + Files.getAttribute(path, "unix:ino");
  }

  private static Path process(long pid) {
    return PROC.resolve(String.valueOf(pid));
  }

  /** Empty if it is gone or not for us to see. */
  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}
