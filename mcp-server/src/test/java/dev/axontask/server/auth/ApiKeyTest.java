package dev.axontask.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeyTest {
  private final RandomGenerator random = new SecureRandom();

  @Test
  void aGeneratedKeyHasTheFormOfAKey() {
    String key = ApiKey.generate(random);
    assertThat(key).matches("axon_[0-9A-Za-z]{49}");
    assertThat(ApiKey.wellFormed(key)).isTrue();
  }

  @Test
  void aMistypedKeyIsRecognised() {
    String key = ApiKey.generate(random);
    char last = key.charAt(key.length() - 10);
    String mistyped =
        key.substring(0, key.length() - 10)
            + (last == 'x' ? 'y' : 'x')
            + key.substring(key.length() - 9);
    assertThat(ApiKey.wellFormed(mistyped)).isFalse();
  }

  @Test
  void theKeyFileIsForItsOwnerOnlyAndKeepsItsKey(@TempDir Path folder) throws Exception {
    String first = KeyFile.readOrCreate(folder, random);
    assertThat(KeyFile.readOrCreate(folder, random)).isEqualTo(first);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve(KeyFile.NAME))))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void onlyTheKeyItselfOpens() {
    String key = ApiKey.generate(random);
    KeyCheck check = new KeyCheck(key);
    assertThat(check.caller(key)).isPresent();
    assertThat(check.caller(key + "x")).isEmpty();
    assertThat(check.caller("")).isEmpty();
  }
}
