package dev.axontask.engine.receipt;

import com.nimbusds.jose.jwk.OctetKeyPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** {@code <data>/receipt-keys}: the generated seed (0600) and all public keys. */
final class KeyFolder {
  private final Path folder;

  KeyFolder(Path folder) {
    this.folder = folder;
  }

  /** The generated seed; the first call makes it. */
  byte[] seed(SecureRandom random) {
    Path file = folder.resolve("ed25519.seed");
    try {
      if (!Files.exists(file)) {
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(seed) + "\n");
        Arrays.fill(seed, (byte) 0);
      }
      return SeedText.read(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("the key for receipts cannot be kept in " + file, e);
    }
  }

  void keepPublic(OctetKeyPair key) {
    Path file = folder.resolve("public").resolve(key.getKeyID() + ".json");
    try {
      if (!Files.exists(file)) {
        write(file, key.toPublicJWK().toJSONString() + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the public key for receipts cannot be kept in " + file, e);
    }
  }

  List<OctetKeyPair> publicKeys() {
    List<OctetKeyPair> keys = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("public"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).sorted().toList()) {
        keys.add(OctetKeyPair.parse(Files.readString(file)));
      }
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException("public keys in " + folder, e);
    } catch (ParseException e) {
      throw new IllegalStateException("a file in " + folder + "/public is not a JWK", e);
    }
  }

  /**
   * Writes a file that is there whole or not at all, readable by its owner alone. Where another
   * process was faster, its file stays.
   */
  private static void write(Path file, String text) throws IOException {
    Path parent = Files.createDirectories(file.toAbsolutePath().getParent());
    Path temporary =
        Files.createTempFile(
            parent,
            ".new-",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (FileChannel channel = FileChannel.open(temporary, Set.of(StandardOpenOption.WRITE))) {
        channel.write(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        channel.force(true);
      }
      // A crash before this leaves a file that nobody reads; one after it leaves the whole file.
      Files.createLink(file, temporary);
      try (FileChannel folder = FileChannel.open(parent, StandardOpenOption.READ)) {
        folder.force(true);
      }
    } catch (FileAlreadyExistsException somebodyWasFaster) {
      return;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
