package dev.axontask.server.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;

/**
 * The registry of a process: what libraries measure carries our names, which docs/metrics.md lists.
 */
public final class Meters {
  private static final String POOL = "hikaricp.connections";
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private Meters() {}

  /** A new one, with the meters of the Java platform and the machine; the caller closes it. */
  public static PrometheusMeterRegistry registry() {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    meters.config().meterFilter(new OurNames());
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    Gauge.builder("axontask.system.memory.usage", SYSTEM, Meters::memoryTaken)
        .description("The part of the machine's memory that is taken, 0 to 1")
        .register(meters);
    return meters;
  }

  private static double memoryTaken(OperatingSystemMXBean system) {
    return 1 - (double) system.getFreeMemorySize() / system.getTotalMemorySize();
  }

  private static final class OurNames implements MeterFilter {
    @Override
    public Meter.Id map(Meter.Id id) {
      String name = id.getName();
      if (name.equals(POOL + ".usage")) {
        // A connection is taken for one transaction and given back.
        return id.withName("axontask.db.query.duration");
      }
      if (name.startsWith(POOL)) {
        return id.withName("axontask.db.connections" + name.substring(POOL.length()));
      }
      return name.startsWith("system.") ? id.withName("axontask." + name) : id;
    }
  }
}
