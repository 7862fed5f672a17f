package dev.axontask.server.settings;

import dev.axontask.engine.breaker.BreakerSettings;
import dev.axontask.engine.deadletter.DeadLetterCleanup;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a server process, checked. {@link SettingsReader} makes it.
 *
 * @param host address to listen on
 * @param port to listen on; 0 takes a free one
 * @param dataDir absolute
 * @param databaseUrl libpq form; null for the embedded PostgreSQL
 * @param migrationDatabaseUrl libpq form; null when databaseUrl's login migrates too
 * @param redisUrl null for the embedded Redis
 * @param apiKey the configured key; null for the one in the data folder
 * @param receiptSigningKey null for the one in the data folder
 * @param publicUrl without a slash at the end; null for the address that is listened on
 * @param allowedHosts names beyond loopback, in lower case
 * @param allowedOrigins origins beyond loopback, in lower case
 * @param maxBodyBytes of a request
 * @param roles what this process does
 * @param workerSlots attempts at once
 * @param hostGrace how long commands go on without a server
 * @param adapterGrace how long tasks wait for an adapter that no worker has
 * @param retention how long events are kept after a task's end; zero for ever
 * @param lease how long a worker is believed in after its last sign of life
 * @param breakers when circuit breakers open
 * @param deadLetters how long dead letters are listed
 * @param pluginsDir absolute; need not exist
 * @param shell what the shell adapter is given
 * @param fly what the fly adapter is given, but for its token
 * @param flyToken null where none is configured
 */
public record ServerSettings(
    String host,
    int port,
    Path dataDir,
    @Nullable Secret databaseUrl,
    @Nullable Secret migrationDatabaseUrl,
    @Nullable Secret redisUrl,
    @Nullable Secret apiKey,
    @Nullable Secret receiptSigningKey,
    @Nullable URI publicUrl,
    Set<String> allowedHosts,
    Set<String> allowedOrigins,
    int maxBodyBytes,
    Set<Role> roles,
    int workerSlots,
    Duration hostGrace,
    Duration adapterGrace,
    Duration retention,
    Duration lease,
    BreakerSettings breakers,
    DeadLetterCleanup.Retention deadLetters,
    Path pluginsDir,
    Map<String, String> shell,
    Map<String, String> fly,
    @Nullable Secret flyToken) {

  /** What a process does. */
  public enum Role {
    API,
    WORKER
  }

  public ServerSettings {
    allowedHosts = Set.copyOf(allowedHosts);
    allowedOrigins = Set.copyOf(allowedOrigins);
    roles = Set.copyOf(roles);
    shell = Map.copyOf(shell);
    fly = Map.copyOf(fly);
  }
}
