package dev.axontask.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.stores.scratch.ScratchFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisIT {
  private final ScratchFolder scratch = ScratchFolder.create();
  private final Path folder = scratch.path().resolve("redis");

  @AfterEach
  void clean() {
    scratch.close();
  }

  private EmbeddedRedis start() {
    return EmbeddedRedis.start(folder, ScratchFolder.programs());
  }

  private List<String> ask(EmbeddedRedis redis, String... words) throws IOException {
    Password password = new Password(Files.readString(folder.resolve("password")));
    return new RedisDoor(password, folder.resolve("data")).ask(redis.port(), words);
  }

  @Test
  void whatWasWrittenIsThereAfterACleanStopAndAStart() throws IOException {
    int port;
    try (EmbeddedRedis redis = start()) {
      port = redis.port();
      ask(redis, "XADD", "events:1:a", "1-0", "k", "v");
    }
    try (EmbeddedRedis redis = start()) {
      assertThat(redis.port()).isEqualTo(port);
      assertThat(ask(redis, "XLEN", "events:1:a")).containsExactly("1");
    }
  }

  /** Which keys go is Redis's own choice among samples; that some go and no write fails is ours. */
  @Test
  void aFullOneMakesRoomForWhatIsNew() throws IOException {
    try (EmbeddedRedis redis = start()) {
      assertThat(ask(redis, "CONFIG", "GET", "maxmemory-policy")).contains("allkeys-lru");
      ask(redis, "CONFIG", "SET", "maxmemory", "3mb");
      String chunk = "x".repeat(32 << 10);
      for (int i = 0; i < 200; i++) {
        assertThat(ask(redis, "SET", "key" + i, chunk)).containsExactly("OK");
      }
      assertThat(Integer.parseInt(ask(redis, "DBSIZE").getFirst())).isBetween(1, 199);
    }
  }

  @Test
  void itRefusesAnyoneWithoutThePassword() throws IOException {
    try (EmbeddedRedis redis = start()) {
      RedisDoor stranger = new RedisDoor(new Password("guess"), folder.resolve("data"));

      assertThat(stranger.knock(redis.port())).isEqualTo(RedisDoor.Answer.STRANGER);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("password"))))
          .isEqualTo("rw-------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("redis.conf"))))
          .isEqualTo("rw-------");
      assertThat(redis.uri())
          .isEqualTo(
              "redis://:%s@127.0.0.1:%d"
                  .formatted(Files.readString(folder.resolve("password")), redis.port()));
    }
  }

  @Test
  void killedItComesBackOnItsPortWithItsFile() throws Exception {
    try (EmbeddedRedis redis = start()) {
      ask(redis, "CONFIG", "SET", "appendfsync", "always");
      ask(redis, "SET", "kept", "1");
      long killed = redis.pid();
      ProcessHandle.of(killed).orElseThrow().destroyForcibly();

      Await.until(() -> redis.pid() != killed);
      assertThat(ask(redis, "GET", "kept")).containsExactly("1");
    }
  }

  @Test
  void oneLeftBehindByAKilledProcessIsTakenOverAsItRuns() throws IOException {
    long left;
    try (StoresProcess process = StoresProcess.start(scratch.path())) {
      process.awaitStarted();
      left = new RedisFolder(folder).claimedPid();
    }
    try (EmbeddedRedis redis = start()) {
      assertThat(redis.pid()).isEqualTo(left);
      ask(redis, "SET", "a", "1");
    }
  }

  @Test
  void oneThatHangsIsKilledAndStartedAgain() throws Exception {
    long left;
    try (StoresProcess process = StoresProcess.start(scratch.path())) {
      process.awaitStarted();
      left = new RedisFolder(folder).claimedPid();
    }
    assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(left)).start().waitFor()).isZero();

    try (EmbeddedRedis redis = start()) {
      assertThat(redis.pid()).isNotEqualTo(left);
      assertThat(ProcessHandle.of(left).filter(StoreProcess::runs)).isEmpty();
      ask(redis, "SET", "a", "1");
    }
  }

  @Test
  void aFileThatCannotBeReadIsNoObstacle() throws IOException {
    try (EmbeddedRedis redis = start()) {
      ask(redis, "SET", "a", "1");
    }
    Files.writeString(folder.resolve("data/appendonlydir/appendonly.aof.manifest"), "garbage");

    try (EmbeddedRedis redis = start()) {
      assertThat(ask(redis, "EXISTS", "a")).containsExactly("0");
    }
  }

  @Test
  void aSecondStartOnTheSameFolderIsRefused() {
    try (EmbeddedRedis redis = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("is in use by this process");
      assertThat(redis.pid()).isPositive();
    }
  }
}
