package dev.axontask.engine.worker;

import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.Engine;
import dev.axontask.engine.EngineSettings;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.AdapterSettings;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.Databases;
import dev.axontask.engine.testing.RunningEngine;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A process that is killed: runs an engine and submits tasks, printing each that was accepted. */
public final class EngineChild {
  private EngineChild() {}

  private static WorkerSettings worker(String[] args) {
    WorkerSettings usual = WorkerSettings.standard("child");
    boolean fast = args.length > 5 && WorkerChild.Lease.valueOf(args[5]) == WorkerChild.Lease.FAST;
    return fast ? usual.fast() : usual;
  }

  /**
   * Takes the database's address, user, password, the address of Redis, the data folder, and
   * perhaps the name of a {@link WorkerChild.Lease}.
   */
  public static void main(String[] args) throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Database database = Databases.open(args[0], args[1], args[2], meters);
    Path folder = Path.of(args[4]);
    AdapterRegistry adapters =
        AdapterRegistry.of(
            AdapterSettings.in(folder.resolve("adapters"), null), List.of(new MockAdapter()));
    Engine engine =
        Engine.start(
            new EngineSettings("http://127.0.0.1", null, worker(args)),
            database,
            RedisURI.create(args[3]),
            adapters,
            folder,
            Engine.Sources.of(Clock.systemUTC(), new SecureRandom()),
            meters);
    RunningEngine self = new RunningEngine(engine, database, adapters, meters);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      Map<String, Object> step = Map.of("stdout", "{i}\n", "wait_ms", 5, "repeat", 20);
      System.out.println(self.submit(RunningEngine.request(Map.of("events", List.of(step)))));
    }
  }
}
