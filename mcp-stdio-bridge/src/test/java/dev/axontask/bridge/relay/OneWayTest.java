package dev.axontask.bridge.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.bridge.far.ModernMcp;
import dev.axontask.bridge.far.ScriptedServer;
import dev.axontask.bridge.http.Endpoint;
import dev.axontask.bridge.http.HttpClient;
import dev.axontask.bridge.message.Message;
import dev.axontask.bridge.message.MessageReader;
import dev.axontask.bridge.settings.Credentials;
import dev.axontask.bridge.settings.Limits;
import dev.axontask.bridge.settings.Log;
import dev.axontask.bridge.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneWayTest {
  @TempDir private Path dataDir;

  private final MessageReader reader = new MessageReader();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  /** Sockets refuse a negative silence with an IllegalArgumentException. */
  private static Limits defective() {
    Limits sound = Limits.DEFAULT;
    return new Limits(
        sound.messageBytes(),
        sound.heldBytes(),
        sound.connect(),
        Duration.ofSeconds(-1),
        sound.resumedSilence(),
        sound.patience(),
        sound.firstPause(),
        sound.longestPause(),
        sound.resends(),
        sound.serverStart(),
        sound.comeBack(),
        sound.drain());
  }

  private OneWay lane(String url) {
    Settings settings =
        Settings.from(Map.of("AXONTASK_URL", url, "AXONTASK_DATA_DIR", dataDir.toString()), false);
    Endpoint endpoint = settings.endpoint();
    Limits limits = defective();
    KnownTools tools = new KnownTools();
    Log log = new Log(new PrintStream(said, true, StandardCharsets.UTF_8));
    Server server =
        new Server(
            new HttpClient(endpoint, limits.connect()),
            endpoint,
            new Credentials(settings),
            limits,
            new Mirror(reader, tools));
    return new OneWay(
        new Wiring(
            server,
            new Session(server, reader, limits, log),
            new PendingRequests(),
            new Outlet(OutputStream.nullOutputStream(), () -> {}),
            tools,
            new Repetition(tools),
            reader,
            null,
            limits,
            log));
  }

  @Test
  void aMessageThatMeetsADefectDoesNotTakeTheNextOnesWithIt() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(new ModernMcp())) {
      OneWay lane = lane(server.url());
      Thread running = Thread.ofVirtual().start(lane);
      CountDownLatch done = new CountDownLatch(2);
      for (String method : new String[] {"notifications/a", "notifications/b"}) {
        String text = "{\"method\":\"" + method + "\"}";
        Message message = reader.read(text.getBytes(StandardCharsets.UTF_8)).getFirst();
        lane.send(message, done::countDown);
      }
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(said.toString(StandardCharsets.UTF_8))
          .contains("dropped notifications/a")
          .contains("dropped notifications/b");
      running.interrupt();
      running.join();
    }
  }
}
