package dev.axontask.adapter.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The files of one attempt; package-info tells what each is for. The folder belongs to the
 * attempt's user, so nothing in it is opened through a symbolic link: the server may be root.
 *
 * @param path a folder that the sandbox does not see
 */
record AttemptFolder(Path path) {

  /** The attempt's id in words. */
  String name() {
    return String.valueOf(path.getFileName());
  }

  Path file(String name) {
    return path.resolve(name);
  }

  Path work() {
    return file("work");
  }

  /** Opens a file for reading, empty if there is none. */
  Optional<FileChannel> open(String name) throws IOException {
    try {
      return Optional.of(
          FileChannel.open(file(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /** A small file's text without its line end; empty if there is none, or none yet. */
  Optional<String> note(String name) throws IOException {
    Optional<FileChannel> channel = open(name);
    if (channel.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = Channels.newInputStream(channel.get())) {
      String text = new String(in.readNBytes(Limits.NOTE_BYTES), StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
  }

  boolean has(String name) {
    return Files.exists(file(name), LinkOption.NOFOLLOW_LINKS);
  }

  /** The attempt's user. */
  int owner() throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  /** Hands the folder and what is in it to the attempt's user. */
  void giveTo(Runner runner) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        Files.setAttribute(file, "unix:gid", runner.gid(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:uid", runner.uid(), LinkOption.NOFOLLOW_LINKS);
      }
    }
    Files.setAttribute(path, "unix:gid", runner.gid(), LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:uid", runner.uid(), LinkOption.NOFOLLOW_LINKS);
  }

  /** Creates a file that must not exist. */
  void create(String name, byte[] content) throws IOException {
    Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var out = Channels.newOutputStream(FileChannel.open(file(name), options, mode))) {
      out.write(content);
    }
  }

  /** Replaces a file as a whole; it belongs to whom the folder belongs to. */
  void replace(String name, String content) throws IOException {
    String next = name + ".new";
    Files.deleteIfExists(file(next));
    create(next, content.getBytes(StandardCharsets.US_ASCII));
    if (owner() != Host.uid()) {
      Files.setAttribute(file(next), "unix:uid", owner(), LinkOption.NOFOLLOW_LINKS);
    }
    Files.move(file(next), file(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Makes the folder whose maker decides whether a supervisor runs.
   *
   * @return whether it was made here, so that no supervisor ever runs
   */
  boolean ruleOut() throws IOException {
    try {
      Files.createDirectory(file("begun"));
      return true;
    } catch (java.nio.file.FileAlreadyExistsException begun) {
      return false;
    }
  }
}
