package dev.axontask.engine.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.engine.TaskId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The canonical form of a request, kept with its idempotency key: a hash of each field, so that two
 * requests can be compared by name without keeping either. Members are sorted and defaults filled
 * in, so that the order of members and a default that is spelled out make no difference.
 *
 * @param fields 16 bytes in hex by field, those of {@code args} one by one: {@code args.command}
 */
record RequestDigest(Map<String, String> fields) {
  private static final JsonMapper SORTED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** Arguments with more members are compared as one field. */
  private static final int MAX_ARGS_FIELDS = 100;

  RequestDigest {
    fields = new TreeMap<>(fields);
  }

  /** Of a request that was checked. */
  static RequestDigest of(TaskRequest request, CheckedRequest checked) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("adapter", hash(request.adapter()));
    fields.put("name", hash(checked.name()));
    fields.put("description", hash(checked.description()));
    fields.put("timeout_s", hash(checked.timeout().toSeconds()));
    fields.put("priority", hash(checked.priority()));
    fields.put("delay_s", hash(String.valueOf(request.delay())));
    fields.put("run_at", hash(String.valueOf(request.runAt())));
    fields.put("tags", hash(checked.tags()));
    fields.put("metadata", hash(request.metadata()));
    queueFields(request.queue(), fields);
    policies(checked, fields);
    dependencies(checked.dependencies(), fields);
    if (request.args().size() <= MAX_ARGS_FIELDS) {
      request.args().forEach((name, value) -> fields.put(argsField(name), hash(value)));
    } else {
      fields.put("args", hash(request.args()));
    }
    return new RequestDigest(fields);
  }

  /** Only those that are given: digests of requests without them stay what they were. */
  private static void queueFields(QueuePolicy queue, Map<String, String> fields) {
    given(fields, "concurrency_key", queue.concurrencyKey());
    given(fields, "concurrency_limit", queue.concurrencyLimit());
    given(fields, "rate_limit_key", queue.rateLimitKey());
    QueuePolicy.Unique unique = queue.unique();
    given(fields, "unique.key", unique == null ? null : unique.key());
    given(fields, "unique.policy", unique == null ? null : unique.policy().word());
  }

  private static void given(Map<String, String> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, hash(value));
    }
  }

  /**
   * What is as it is for everybody is left out, so that keys from before a field existed go on
   * standing for the same requests.
   */
  private static void policies(CheckedRequest checked, Map<String, String> fields) {
    RetryPolicy retries = checked.retries();
    RetryPolicy usual = RetryPolicy.of(null, retries.retryOn(), retries.onWorkerLoss());
    if (retries.maxAttempts() != usual.maxAttempts()) {
      fields.put("max_attempts", hash(retries.maxAttempts()));
    }
    if (retries.retryOn() != RetryPolicy.ONCE.retryOn()) {
      fields.put("retry_on", hash(retries.retryOn().word()));
    }
    if (retries.onWorkerLoss() != RetryPolicy.ONCE.onWorkerLoss()) {
      fields.put("on_worker_loss", hash(retries.onWorkerLoss().word()));
    }
    Duration toStart = checked.clocks().scheduleToStart();
    if (toStart != null) {
      fields.put("schedule_to_start_s", hash(toStart.toSeconds()));
    }
    if (checked.clocks().deadline() != null) {
      fields.put("deadline", hash(String.valueOf(checked.clocks().deadline())));
    }
  }

  /** In which order tasks are waited for makes no difference. */
  private static void dependencies(Dependencies dependencies, Map<String, String> fields) {
    if (dependencies.any()) {
      fields.put(
          "depends_on", hash(dependencies.on().stream().sorted().map(TaskId::toString).toList()));
      fields.put("depends_on_policy", hash(dependencies.policy().word()));
    }
  }

  /** PostgreSQL's jsonb holds no NUL: such a name is shown with the replacement character. */
  private static String argsField(String name) {
    return "args." + name.replace('\0', '\ufffd');
  }

  static RequestDigest parse(String json) {
    Map<?, ?> stored = SORTED.readValue(json, Map.class);
    Map<String, String> fields = new TreeMap<>();
    stored.forEach((field, hash) -> fields.put(String.valueOf(field), String.valueOf(hash)));
    return new RequestDigest(fields);
  }

  String json() {
    return SORTED.writeValueAsString(fields);
  }

  /** 32 bytes, equal exactly for the same request. */
  byte[] digest() {
    return sha256().digest(json().getBytes(UTF_8));
  }

  /** The names of the fields in which the other differs. */
  List<String> differences(RequestDigest other) {
    TreeSet<String> names = new TreeSet<>(fields.keySet());
    names.addAll(other.fields.keySet());
    names.removeIf(name -> String.valueOf(fields.get(name)).equals(other.fields.get(name)));
    return List.copyOf(names);
  }

  private static String hash(@Nullable Object value) {
    byte[] hash = sha256().digest(SORTED.writeValueAsBytes(value));
    return HexFormat.of().formatHex(hash, 0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
