package dev.axontask.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Revision 2026-07-28, basic/versioning, backward compatibility; a dash stands for nothing. */
class EraTest {
  private static final String PREFIX = "io.modelcontextprotocol/";

  @ParameterizedTest
  @CsvSource({
    // header, version in _meta, capabilities in _meta, session, era
    "-,          -,          no,  no,  LEGACY",
    "-,          -,          no,  yes, LEGACY",
    "2025-11-25, -,          no,  yes, LEGACY",
    "2025-03-26, -,          no,  no,  LEGACY",
    "2026-07-28, -,          no,  no,  MODERN",
    "2026-07-28, -,          no,  yes, MODERN",
    "2027-01-01, -,          no,  no,  MODERN",
    "-,          2026-07-28, yes, no,  MODERN",
    "2026-07-28, 2026-07-28, yes, yes, MODERN",
    "2025-11-25, 2026-07-28, yes, no,  MODERN",
    "2026-07-28, 2025-11-25, yes, no,  MODERN",
    "2025-11-25, 2025-11-25, yes, no,  LEGACY",
    "-,          2025-11-25, yes, no,  LEGACY",
    "2025-11-25, -,          yes, yes, LEGACY",
    "v999.0.0,   v999.0.0,   yes, no,  MODERN",
    "-,          1900-01-01, yes, no,  MODERN",
    "1900-01-01, -,          no,  no,  LEGACY",
    "-,          -,          yes, no,  MODERN",
    "-,          -,          yes, yes, LEGACY",
  })
  void aMessageBelongsToTheEraThatItNames(
      String header, String version, String capabilities, String session, Era era) {
    Map<String, @Nullable Object> meta = new LinkedHashMap<>();
    meta.put("progressToken", 1);
    if (!version.equals("-")) {
      meta.put(PREFIX + "protocolVersion", version);
    }
    if (capabilities.equals("yes")) {
      meta.put(PREFIX + "clientCapabilities", Map.of());
    }
    Optional<String> named = Optional.of(header).filter(h -> !h.equals("-"));
    assertThat(Era.of(named, Map.of("_meta", meta), session.equals("yes"))).isEqualTo(era);
  }
}
