package dev.axontask.server.mcp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
  private static final byte[] PLAIN = "user 7, position 12".getBytes(StandardCharsets.UTF_8);

  private final Seal seal = new Seal(key(1));

  private static byte[] key(int filling) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) filling);
    return key;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 19, 5_000})
  void anotherServerWithTheSameKeyOpensIt(int length) {
    byte[] plain = Arrays.copyOf(PLAIN, length);

    assertThat(new Seal(key(1)).open("cursor", seal.seal("cursor", plain))).contains(plain);
  }

  @Test
  void anotherPurposeOrAnotherKeyDoesNot() {
    String sealed = seal.seal("cursor", PLAIN);

    assertThat(seal.open("state", sealed)).isEmpty();
    assertThat(new Seal(key(2)).open("cursor", sealed)).isEmpty();
  }

  @Test
  void noCharacterCanBeChangedLeftOutOrAdded() {
    String sealed = seal.seal("cursor", PLAIN);

    for (int i = 0; i < sealed.length(); i++) {
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      String start = sealed.substring(0, i);
      String rest = sealed.substring(i + 1);
      assertThat(seal.open("cursor", start + other + rest)).as("character %d", i).isEmpty();
      assertThat(seal.open("cursor", start + rest)).as("without character %d", i).isEmpty();
    }
    assertThat(seal.open("cursor", sealed + "A")).isEmpty();
    assertThat(seal.open("cursor", sealed + "=")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "not base64!", "AAAA", "\u00e4"})
  void whatWasNeverSealedIsNotOpened(String text) {
    assertThat(seal.open("cursor", text)).isEmpty();
  }

  @Test
  void itShowsNothingOfWhatIsInside() {
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String sealed = seal.seal("cursor", PLAIN);
      assertThat(sealed).matches("[A-Za-z0-9_-]+").hasSameSizeAs(seal.seal("cursor", PLAIN));
      assertThat(all.add(sealed)).isTrue();
    }
  }

  @Test
  void aKeyHas32Bytes() {
    assertThatThrownBy(() -> new Seal(new byte[16])).hasMessageContaining("32");
  }
}
