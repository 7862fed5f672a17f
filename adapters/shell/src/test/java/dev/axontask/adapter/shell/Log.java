package dev.axontask.adapter.shell;

import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.Sink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A task's log in memory: every report is durable at once. */
final class Log implements Sink {
  private final List<Report> reports = new ArrayList<>();
  private ResumePoint last = ResumePoint.BEGINNING;

  @Override
  public synchronized void emit(Report report, ResumePoint next) {
    reports.add(report);
    last = next;
    notifyAll();
  }

  @Override
  public synchronized ResumePoint durable() {
    return last;
  }

  synchronized List<Report> reports() {
    return List.copyOf(reports);
  }

  byte[] bytes(Report.Channel channel) {
    var all = new ByteArrayOutputStream();
    for (Report report : reports()) {
      if (report instanceof Report.Output output && output.channel() == channel) {
        all.writeBytes(output.bytes());
      }
    }
    return all.toByteArray();
  }

  String out() {
    return new String(bytes(Report.Channel.STDOUT), StandardCharsets.UTF_8);
  }

  String err() {
    return new String(bytes(Report.Channel.STDERR), StandardCharsets.UTF_8);
  }

  boolean has(Class<? extends Report> kind) {
    return reports().stream().anyMatch(kind::isInstance);
  }

  /** Waits until the log is such, as reports come in. */
  synchronized void await(Predicate<Log> wanted) throws InterruptedException {
    while (!wanted.test(this)) {
      wait(60_000);
    }
  }
}
