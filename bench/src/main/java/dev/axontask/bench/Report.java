package dev.axontask.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Gathers the figures of all rounds and prints their medians. */
final class Report {
  private final Machine machine = Machine.here();
  private final LocalDate date;
  private final String command;
  private final Map<String, List<Figure>> figures = new LinkedHashMap<>();

  Report(LocalDate date, String command) {
    this.date = date;
    this.command = command;
  }

  void add(List<Figure> round) {
    round.forEach(f -> figures.computeIfAbsent(f.name(), _ -> new ArrayList<>()).add(f));
  }

  void print(PrintStream out) {
    out.printf("machine: %s%ndate: %s%ncommand: %s%n%n", machine, date, command);
    out.printf("%-58s %12s %-4s  %s%n", "median", "", "", "lowest .. highest   aim");
    for (List<Figure> runs : figures.values()) {
      Figure median = median(runs);
      out.printf(
          "%-58s %12s %-4s  %s .. %s   %s%n",
          median.name(),
          number(median.value()),
          median.unit(),
          number(runs.stream().mapToDouble(Figure::value).min().orElseThrow()),
          number(runs.stream().mapToDouble(Figure::value).max().orElseThrow()),
          median.aim());
    }
  }

  void write(Path file) throws IOException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("machine", machine);
    report.put("date", date.toString());
    report.put("command", command);
    report.put("medians", figures.values().stream().map(Report::median).toList());
    report.put("runs", figures);
    Files.writeString(file, JsonMapper.shared().writeValueAsString(report));
  }

  private static Figure median(List<Figure> runs) {
    double[] sorted = runs.stream().mapToDouble(Figure::value).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return runs.getFirst().with(median);
  }

  private static String number(double value) {
    return value >= 100 ? "%,.0f".formatted(value) : "%.2f".formatted(value);
  }
}
