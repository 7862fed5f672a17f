package dev.axontask.adapter.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnersTest {
  @TempDir Path attempts;

  @Test
  void aFolderTellsItsOwner() throws Exception {
    assertThat(Runners.owner(attempts)).hasValue(Host.uid());
  }

  /** A clean-up runs beside every start. */
  @Test
  void aFolderThatWasRemovedSinceItWasListedBelongsToNobody() throws Exception {
    assertThat(Runners.owner(attempts.resolve("removed"))).isEmpty();
  }
}
