package dev.axontask.engine.task;

import static dev.axontask.engine.testing.RunningEngine.CALLER;
import static dev.axontask.engine.testing.RunningEngine.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.axontask.adapter.mock.MockAdapter;
import dev.axontask.engine.Caller;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.testing.RunningEngine;
import dev.axontask.stores.testing.SharedStores;
import dev.axontask.stores.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups of submits whose commit went wrong, or whose database stays away. */
@Timeout(120)
class BrokenSubmitTest {
  private final CountDownLatch go = new CountDownLatch(1);
  private TestDatabase test;
  private RunningEngine engine;

  @BeforeEach
  void start(@TempDir Path folder) {
    test = SharedStores.freshDatabase();
    engine =
        RunningEngine.start(
            test, SharedStores.redisUri(), folder, List.of(new MockAdapter()), null);
  }

  @AfterEach
  void stop() {
    engine.close();
    test.close();
  }

  /** Over these connections, by this clock. */
  private Submissions submissions(DataSource app, LongSupplier nanos) {
    return new Submissions(
        new Database(app, engine.database().worker(), engine.database().turns()),
        engine.adapters(),
        engine.engine().cancellations(),
        new RingsForNobody(),
        Clock.systemUTC(),
        UUID::randomUUID,
        new SimpleMeterRegistry(),
        nanos);
  }

  @Test
  void whatIsStoredIsAcceptedAlsoWhenTheGroupIsTakenApart() throws Exception {
    DataSource faulty = faulty(engine.database().app(), go);
    try (Submissions submissions = submissions(faulty, System::nanoTime)) {
      List<FutureTask<Submission>> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        answers.add(submitted(submissions, CALLER));
      }
      go.countDown();
      for (FutureTask<Submission> answer : answers) {
        assertThat(answer.get()).isInstanceOf(Submission.Accepted.class);
      }
    }
  }

  /** Each try waits 5 s for a connection, by the test's clock. */
  @Test
  void callersOfManyTenantsDoNotWaitForADatabaseThatIsAwayOneAfterTheOther() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    DataSource away = away(engine.database().app(), go, tries);
    LongSupplier nanos = () -> Duration.ofSeconds(5).toNanos() * tries.get();
    try (Submissions submissions = submissions(away, nanos)) {
      List<FutureTask<Submission>> answers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Caller caller = new Caller(new TenantId(new UUID(0x7000, Long.MIN_VALUE + i)), "key:test");
        answers.add(submitted(submissions, caller));
      }
      go.countDown();
      for (FutureTask<Submission> answer : answers) {
        assertThatThrownBy(answer::get).hasCauseInstanceOf(DatabaseUnavailableException.class);
      }
      // Two for the first, who had come alone; one for all others.
      assertThat(tries).hasValue(3);
    }
  }

  private static DataSource away(DataSource real, CountDownLatch go, AtomicInteger tries) {
    return proxy(
        DataSource.class,
        real,
        (name, result) -> {
          if (!name.equals("getConnection")) {
            return result;
          }
          ((Connection) result).close();
          go.await();
          tries.incrementAndGet();
          throw new SQLTransientConnectionException("no connection within 5 s");
        });
  }

  /** Returns once the submit waits for its answer. */
  private static FutureTask<Submission> submitted(Submissions submissions, Caller caller) {
    FutureTask<Submission> task =
        new FutureTask<>(() -> submissions.submit(caller, request(Map.of())));
    Thread thread = Thread.ofPlatform().start(task);
    RunningEngine.await(
        "a waiting submit",
        () -> {
          Thread.State state = thread.getState();
          return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        });
    return task;
  }

  /**
   * The first transaction waits; the acknowledgement of the second is lost; the third is refused.
   */
  private static DataSource faulty(DataSource real, CountDownLatch go) {
    AtomicInteger count = new AtomicInteger();
    return proxy(
        DataSource.class,
        real,
        (name, result) -> {
          if (!name.equals("getConnection")) {
            return result;
          }
          int number = count.incrementAndGet();
          if (number == 1) {
            go.await();
          }
          return proxy(
              Connection.class,
              result,
              (call, value) -> {
                if (number == 2 && call.equals("commit")) {
                  throw new SQLException("the connection broke off", "08006");
                }
                if (number == 3 && call.equals("prepareStatement")) {
                  throw new SQLException("the test refuses", "22000");
                }
                return value;
              });
        });
  }

  private interface After {
    Object then(String method, Object result) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Object real, After after) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, args) -> {
              try {
                return after.then(method.getName(), method.invoke(real, args));
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            }));
  }

  static final class RingsForNobody implements Doorbell {
    @Override
    public void ringWork() {}

    @Override
    public void ringCancel() {}

    @Override
    public void ringInput() {}

    @Override
    public void onWork(Runnable woken) {}

    @Override
    public void onCancel(Runnable woken) {}

    @Override
    public void onInput(Runnable woken) {}
  }
}
