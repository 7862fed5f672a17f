package dev.axontask.adapter.shell.seccomp;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The two programs of a filter, as the kernel reads them.
 *
 * @param calls decides by the call alone
 * @param arguments refuses some arguments of allowed calls; to be loaded too
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Filters(byte[] calls, byte[] arguments) {

  /** The library's name, the same since its first release. */
  public static final String LIBRARY = "libseccomp.so.2";

  /**
   * Writes them by the rules.
   *
   * @param library a name such as {@link #LIBRARY}
   * @param network whether for commands that may use the network
   * @return empty if this machine has no library of that name
   * @throws IllegalStateException if the library refuses a rule
   */
  public static Optional<Filters> write(String library, Architecture architecture, boolean network)
      throws IOException {
    List<Rule> rules = Rules.read(network);
    try (Arena arena = Arena.ofConfined()) {
      Optional<LibSeccomp> seccomp = LibSeccomp.load(library, arena);
      if (seccomp.isEmpty()) {
        return Optional.empty();
      }
      Writer writer = new Writer(seccomp.get(), architecture);
      return Optional.of(
          new Filters(
              writer.program(Rule.Answer.ENOSYS, rules, Filters::decidesCalls),
              writer.program(Rule.Answer.ALLOW, rules, rule -> !decidesCalls(rule))));
    }
  }

  /**
   * An allowed argument belongs to the first program: there the others are refused by themselves.
   */
  private static boolean decidesCalls(Rule rule) {
    return !rule.byArguments() || rule.answer() == Rule.Answer.ALLOW;
  }

  private record Writer(LibSeccomp seccomp, Architecture architecture) {

    byte[] program(Rule.Answer otherwise, List<Rule> rules, Predicate<Rule> which)
        throws IOException {
      MemorySegment filter = seccomp.begin(architecture, otherwise);
      try {
        // The library takes no rule that only says what happens otherwise.
        rules.stream()
            .filter(which)
            .filter(rule -> rule.answer() != otherwise)
            .forEach(rule -> add(filter, rule));
        return exported(filter);
      } finally {
        seccomp.release(filter);
      }
    }

    private void add(MemorySegment filter, Rule rule) {
      int number = seccomp.number(rule.call());
      if (number >= 0) {
        seccomp.add(filter, rule, number);
      } else if (number == LibSeccomp.UNKNOWN && !decidesCalls(rule)) {
        // Any other call that is unknown is answered ENOSYS, which is safe.
        throw new IllegalStateException(rule.call() + " cannot be limited: it is not known");
      }
    }

    private byte[] exported(MemorySegment filter) throws IOException {
      Path file = Files.createTempFile("axontask", ".bpf");
      try {
        seccomp.export(filter, file);
        return Files.readAllBytes(file);
      } finally {
        Files.delete(file);
      }
    }
  }
}
