package dev.axontask.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
  @Test
  void aFullAddressIsTakenApart() {
    assertThat(
            DatabaseUrl.parse(
                "postgresql://some%40body:p%3Aa%2Fs+s%25@db.example.org:6432/tasks?sslmode=verify-full&connect_timeout=3"))
        .isEqualTo(
            new DatabaseUrl(
                "jdbc:postgresql://db.example.org:6432/tasks?sslmode=verify-full&connectTimeout=3",
                "some@body",
                "p:a/s+s%"));
  }

  @Test
  void portAndDatabaseHaveLibpqsDefaults() {
    assertThat(DatabaseUrl.parse("postgres://me@[::1]"))
        .isEqualTo(new DatabaseUrl("jdbc:postgresql://[::1]:5432/me", "me", ""));
  }

  @Test
  void itsTextShowsNoPassword() {
    assertThat(DatabaseUrl.parse("postgresql://me:secret@localhost/tasks").toString())
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "mysql://me:secret@localhost/tasks",
        "postgresql://me:sec ret@localhost/tasks",
        "postgresql:///tasks",
        "postgresql://me:secret@localhost:port/tasks"
      })
  void anythingElseIsRefusedWithoutBeingRepeated(String text) {
    assertThatThrownBy(() -> DatabaseUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("postgresql://user:password@host:port/database")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aParameterThatWouldBeIgnoredIsRefused() {
    assertThatThrownBy(() -> DatabaseUrl.parse("postgresql://me@localhost/tasks?ssl_mode=require"))
        .hasMessageContaining("ssl_mode")
        .hasMessageContaining("sslmode");
  }
}
