package dev.axontask.server.cli;

import dev.axontask.server.settings.ServerSettings;
import dev.axontask.server.settings.Setting;
import dev.axontask.server.settings.SettingsException;
import dev.axontask.server.settings.SettingsReader;
import dev.axontask.server.wiring.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code serve}: runs the server until it is told to stop. Its options are the settings. */
final class ServeCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final Console console;
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  ServeCommand(Map<String, String> environment, Console console) {
    this.environment = environment;
    this.console = console;
  }

  CommandLine commandLine() {
    spec.name("serve").mixinStandardHelpOptions(true).versionProvider(new Version());
    spec.usageMessage()
        .description(
            "Runs the server, with a PostgreSQL and a Redis of its own unless it is given others."
                + " Each option can be set in the environment as well.")
        .sortOptions(false)
        .width(100);
    for (Setting setting : Setting.values()) {
      spec.addOption(option(setting));
    }
    return new CommandLine(spec);
  }

  private static OptionSpec option(Setting setting) {
    boolean many = setting.kind() == Setting.Kind.LIST || setting.kind() == Setting.Kind.PATHS;
    String variable =
        setting.kind() == Setting.Kind.SECRET ? setting.name() + "[_FILE]" : setting.name();
    return OptionSpec.builder(setting.flag())
        .paramLabel(setting.placeholder())
        .type(many ? List.class : String.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .description(
            setting.description().replace("%", "%%"),
            "Environment: " + variable + ". Default: " + setting.defaultText() + ".")
        .build();
  }

  private Map<Setting, String> flags() {
    ParseResult parsed = spec.commandLine().getParseResult();
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      if (parsed.hasMatchedOption(setting.flag())) {
        flags.put(setting, value(setting, parsed.matchedOptionValue(setting.flag(), "")));
      }
    }
    return flags;
  }

  private static String value(Setting setting, Object given) {
    String separator = setting.kind() == Setting.Kind.PATHS ? ":" : ",";
    return given instanceof List<?> list
        ? String.join(separator, list.stream().map(String::valueOf).toList())
        : given.toString();
  }

  @Override
  public Integer call() throws IOException, SettingsException, InterruptedException {
    ServerSettings settings =
        SettingsReader.read(
            environment,
            flags(),
            Path.of(System.getProperty("user.home")),
            System.getProperty("user.name").equals("root"),
            Runtime.getRuntime().availableProcessors());
    ServerProcess server = started(settings);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(() -> {
                  console.note(
                      "Stopping. Commands that run go on; the next start takes them over.");
                  server.close();
                  stopped.countDown();
                }));
    new Announcement(server, environment.get("AXONTASK_LAUNCHER")).lines().forEach(console::line);
    stopped.await();
    return 0;
  }

  private static ServerProcess started(ServerSettings settings) throws IOException {
    try {
      return ServerProcess.start(settings, Version.text());
    } catch (RuntimeException e) {
      throw new FailedException(AxonTask.FAILED, StartFailures.advice(e));
    }
  }
}
