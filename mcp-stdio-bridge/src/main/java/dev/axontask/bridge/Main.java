package dev.axontask.bridge;

import dev.axontask.bridge.http.HttpClient;
import dev.axontask.bridge.local.LocalServer;
import dev.axontask.bridge.message.MessageReader;
import dev.axontask.bridge.relay.Outlet;
import dev.axontask.bridge.relay.Relay;
import dev.axontask.bridge.settings.Credentials;
import dev.axontask.bridge.settings.Limits;
import dev.axontask.bridge.settings.Log;
import dev.axontask.bridge.settings.Settings;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** {@code axontask bridge}: reads JSON-RPC lines from stdin until it ends. */
public final class Main {
  private static final int BAD_SETTINGS = 2;

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    Log log = new Log(System.err);
    // Stdout belongs to the protocol: whatever else prints goes to stderr.
    System.setOut(System.err);
    if (arguments.length > 0) {
      log.say("takes no arguments; AXONTASK_URL and AXONTASK_API_KEY say where the server is");
      System.exit(BAD_SETTINGS);
    }
    try {
      run(
          Settings.from(System.getenv(), System.getProperty("user.name").equals("root")),
          log,
          new FileInputStream(FileDescriptor.in),
          new FileOutputStream(FileDescriptor.out));
    } catch (IllegalArgumentException e) {
      log.say(String.valueOf(e.getMessage()));
      System.exit(BAD_SETTINGS);
    }
    System.exit(0);
  }

  /** Returns when the client's input has ended and what it asked is answered, or given up. */
  static void run(Settings settings, Log log, InputStream stdin, OutputStream stdout)
      throws InterruptedException {
    Limits limits = Limits.DEFAULT;
    MessageReader reader = new MessageReader();
    HttpClient http = new HttpClient(settings.endpoint(), limits.connect());
    Outlet outlet = new Outlet(stdout, () -> Runtime.getRuntime().halt(0));
    Relay relay =
        Relay.open(
            settings.endpoint(),
            http,
            new Credentials(settings),
            localServer(settings, http, limits, log),
            outlet,
            reader,
            limits,
            log);
    Runtime.getRuntime().addShutdownHook(new Thread(relay::close));
    read(stdin, relay, reader, limits, log);
    relay.drain();
  }

  /**
   * Null where the server is not on this machine or behind a proxy's path, or nobody said how to
   * start it.
   */
  private static @Nullable LocalServer localServer(
      Settings settings, HttpClient http, Limits limits, Log log) {
    if (!settings.endpoint().ownServer() || settings.launcher() == null) {
      return null;
    }
    return new LocalServer(
        settings.launcher(), settings.dataDir(), settings.endpoint(), http, limits, log);
  }

  private static void read(
      InputStream stdin, Relay relay, MessageReader reader, Limits limits, Log log)
      throws InterruptedException {
    Lines lines = new Lines(stdin, limits.messageBytes(), reader);
    try {
      for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
        switch (line) {
          case Lines.Line.Text(byte[] bytes) -> {
            if (!blank(bytes)) {
              relay.accept(bytes);
            }
          }
          case Lines.Line.TooLong(var id) -> relay.refuse(id);
        }
      }
    } catch (IOException e) {
      log.say("stdin broke: " + e);
    }
  }

  private static boolean blank(byte[] line) {
    for (byte b : line) {
      if (b > ' ' || b < 0) {
        return false;
      }
    }
    return true;
  }
}
