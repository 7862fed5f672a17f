package dev.axontask.server.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.engine.TaskId;
import dev.axontask.server.resources.TaskUri.Part;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, cursors and prefixes as text. */
class TaskAddressesTest {
  private static final TaskId ID =
      new TaskId(UUID.fromString("01a1fbc7-9a67-7000-895d-73b75c8c12b5"));

  @ParameterizedTest
  @EnumSource(Part.class)
  void anAddressIsReadAsItWasWritten(Part part) {
    assertThat(TaskUri.parse(part.of(ID))).contains(new TaskUri(ID, part));
    assertThat(part.template().replace("{id}", ID.toString())).isEqualTo(part.of(ID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "axontask://tasks/",
        "axontask://tasks/{id}",
        "axontask://tasks/01a1fbc7-9a67-7000-895d-73b75c8c12b",
        "axontask://tasks/01a1fbc7-9a67-7000-895d-73b75c8c12b5/",
        "axontask://tasks/01a1fbc7-9a67-7000-895d-73b75c8c12b5/events/1",
        "axontask://tasks/01a1fbc7-9a67-7000-895d-73b75c8c12b5?x",
        "axontask://keys/01a1fbc7-9a67-7000-895d-73b75c8c12b5",
        "file:///etc/passwd",
      })
  void whatIsNoAddressOfATaskIsNotRead(String uri) {
    assertThat(TaskUri.parse(uri)).isEmpty();
  }

  @Test
  void aCursorIsReadAsItWasWrittenAndShowsNoId() {
    String text = new ListCursor(ID).text();
    assertThat(ListCursor.parse(text)).contains(new ListCursor(ID));
    assertThat(text).doesNotContain("01a1fbc7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "axl1_", "axl1_!!", "axl1_AAAA", "01a1fbc7-9a67-7000-895d-73b75c8c12b5"})
  void whatIsNoCursorIsNotRead(String text) {
    assertThat(ListCursor.parse(text)).isEmpty();
  }

  @Test
  void theHighestIdWithAPrefixEndsInFs() {
    assertThat(TaskIds.highest(""))
        .contains(UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff"));
    assertThat(TaskIds.highest("01a1fbc7-9"))
        .contains(UUID.fromString("01a1fbc7-9fff-ffff-ffff-ffffffffffff"));
    assertThat(TaskIds.highest(ID.toString())).contains(ID.value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"g", "01a1fbc79", "01a1-", "%", "01a1fbc7-9a67-7000-895d-73b75c8c12b55"})
  void whatNoIdCanBeginWithHasNone(String prefix) {
    assertThat(TaskIds.highest(prefix)).isEmpty();
  }
}
