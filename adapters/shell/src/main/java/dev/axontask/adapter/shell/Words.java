package dev.axontask.adapter.shell;

import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.Sink;
import java.nio.charset.StandardCharsets;

/** A sink that keeps the beginning of what a probe prints. Used by one thread. */
final class Words implements Sink {
  private final StringBuilder text = new StringBuilder();
  private ResumePoint last = ResumePoint.BEGINNING;

  @Override
  public void emit(Report report, ResumePoint next) {
    last = next;
    if (report instanceof Report.Output output && text.length() < Limits.NOTE_BYTES) {
      text.append(new String(output.bytes(), StandardCharsets.UTF_8));
    }
  }

  @Override
  public ResumePoint durable() {
    return last;
  }

  String text() {
    return text.toString();
  }
}
