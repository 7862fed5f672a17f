package dev.axontask.server.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code doctor}: looks at what a server needs and says what to do. */
@Command(
    name = "doctor",
    description = "Looks at this machine and the server, and says what to do.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final Console console;

  DoctorCommand(Map<String, String> environment, Console console) {
    this.environment = environment;
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Finding> findings = new Examination(environment).findings();
    for (Finding finding : findings) {
      String mark = console.judged(finding.good() ? "ok  " : "FIX ", finding.good());
      console.line(mark + " %-12s %s".formatted(finding.subject(), finding.found()));
      if (!finding.good()) {
        console.line("                  " + finding.remedy());
      }
    }
    return findings.stream().allMatch(Finding::good) ? 0 : AxonTask.FAILED;
  }

  /**
   * One thing that was looked at.
   *
   * @param remedy what to do if it is not good
   */
  record Finding(String subject, boolean good, String found, String remedy) {}
}
