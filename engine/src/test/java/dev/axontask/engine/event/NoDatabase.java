package dev.axontask.engine.event;

import java.lang.reflect.Proxy;
import javax.sql.DataSource;

/** A database that nobody may ask. */
final class NoDatabase {
  static final DataSource INSTANCE =
      (DataSource)
          Proxy.newProxyInstance(
              NoDatabase.class.getClassLoader(),
              new Class<?>[] {DataSource.class},
              (_, method, _) -> {
                throw new UnsupportedOperationException(method.getName());
              });

  private NoDatabase() {}
}
