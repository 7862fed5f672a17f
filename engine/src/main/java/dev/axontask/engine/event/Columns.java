package dev.axontask.engine.event;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Binds the rows of a list as one array a column, for {@code unnest}: in the driver's binary form,
 * parameter after parameter.
 */
final class Columns<R> {
  private final PreparedStatement statement;
  private final List<R> rows;
  private int parameter;

  Columns(PreparedStatement statement, int firstParameter, List<R> rows) {
    this.statement = statement;
    this.parameter = firstParameter;
    this.rows = rows;
  }

  /** The rows' numbers, from 0. */
  Columns<R> numbers() throws SQLException {
    return bind(IntStream.range(0, rows.size()).toArray());
  }

  Columns<R> ints(ToIntFunction<R> column) throws SQLException {
    return bind(rows.stream().mapToInt(column).toArray());
  }

  Columns<R> longs(ToLongFunction<R> column) throws SQLException {
    return bind(rows.stream().mapToLong(column).toArray());
  }

  Columns<R> nullableInts(Function<R, @Nullable Integer> column) throws SQLException {
    @Nullable Integer[] values = new Integer[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    return bind(values);
  }

  Columns<R> texts(Function<R, @Nullable String> column) throws SQLException {
    @Nullable String[] values = new String[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    return bind(values);
  }

  Columns<R> bytes(Function<R, byte[]> column) throws SQLException {
    byte[][] values = new byte[rows.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    return bind(values);
  }

  Columns<R> flags(Function<R, Boolean> column) throws SQLException {
    boolean[] values = new boolean[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    return bind(values);
  }

  /** The number of the next parameter. */
  int next() {
    return parameter;
  }

  private Columns<R> bind(Object array) throws SQLException {
    statement.setObject(parameter++, array);
    return this;
  }
}
