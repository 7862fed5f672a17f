package dev.axontask.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.axontask.bridge.far.PlainMcp;
import dev.axontask.bridge.far.ScriptedServer;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over https the certificate, its name included, is checked before a key is sent. */
class TlsIT {
  private static final String PASSWORD = "only-for-this-test";

  @TempDir private Path dataDir;

  private Path keys(String san) throws Exception {
    Path store = dataDir.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=" + san,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    return store;
  }

  private static ServerSocket listen(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context.getServerSocketFactory().createServerSocket(0);
  }

  private BridgeProcess bridge(ScriptedServer server, Path store) throws Exception {
    return BridgeProcess.start(
        dataDir,
        Map.of(
            "AXONTASK_URL", "https://localhost:" + server.port(), "AXONTASK_API_KEY", "axon_tls"),
        "-Djavax.net.ssl.trustStore=" + store,
        "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
  }

  @Test
  void aTrustedCertificateWorks() throws Exception {
    Path store = keys("dns:localhost");
    try (ScriptedServer server = ScriptedServer.on(listen(store), new PlainMcp());
        BridgeProcess bridge = bridge(server, store)) {
      assertThat(bridge.handshake()).contains("serverInfo");
      assertThat(server.await("POST", "initialize").header("authorization"))
          .isEqualTo("Bearer axon_tls");
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefusedAtOnce() throws Exception {
    Path store = keys("dns:elsewhere.example");
    try (ScriptedServer server = ScriptedServer.on(listen(store), new PlainMcp());
        BridgeProcess bridge = bridge(server, store)) {
      bridge.send(BridgeProcess.INITIALIZE);
      assertThat(bridge.next()).contains("\"id\":0").contains("-31001").contains("localhost");
      assertThat(server.unseen("initialize")).isZero();
    }
  }
}
