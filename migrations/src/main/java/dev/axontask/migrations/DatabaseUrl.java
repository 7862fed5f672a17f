package dev.axontask.migrations;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A database's address as libpq writes it (PostgreSQL manual, 32.1.1.2), turned into what JDBC
 * takes. One host; parameters are those that both know. Its text shows no password.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database?...}, without user and password
 * @param user empty if the address names none
 * @param password empty if the address has none
 */
public record DatabaseUrl(String jdbcUrl, String user, String password) {
  private static final int DEFAULT_PORT = 5432;

  /** libpq's name of a parameter, and the driver's. */
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "sslmode", "sslmode",
          "sslrootcert", "sslrootcert",
          "sslcert", "sslcert",
          "sslkey", "sslkey",
          "channel_binding", "channelBinding",
          "connect_timeout", "connectTimeout",
          "application_name", "ApplicationName",
          "target_session_attrs", "targetServerType",
          "options", "options");

  /**
   * Reads {@code postgresql://user:password@host:port/database?parameter=value}.
   *
   * @throws IllegalArgumentException with a sentence that holds no part of the address
   */
  public static DatabaseUrl parse(String text) {
    URI uri = uri(text);
    String host = uri.getHost();
    if (!List.of("postgresql", "postgres").contains(String.valueOf(uri.getScheme()))
        || host == null) {
      throw bad();
    }
    String[] login = (uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo()).split(":", 2);
    String user = decoded(login[0]);
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String database = path.length() > 1 ? path.substring(1) : login[0];
    if (database.isEmpty()) {
      throw bad();
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return new DatabaseUrl(
        "jdbc:postgresql://" + host + ":" + port + "/" + database + parameters(uri.getRawQuery()),
        user,
        login.length == 2 ? decoded(login[1]) : "");
  }

  private static URI uri(String text) {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException e) {
      throw bad();
    }
  }

  private static String parameters(String query) {
    List<String> translated = new ArrayList<>();
    for (String parameter : query == null ? new String[0] : query.split("&")) {
      String[] pair = parameter.split("=", 2);
      String name = PARAMETERS.get(pair[0]);
      if (name == null || pair.length < 2) {
        throw new IllegalArgumentException(
            "the database URL has the parameter %s; known are %s"
                .formatted(
                    pair[0], String.join(", ", PARAMETERS.keySet().stream().sorted().toList())));
      }
      translated.add(name + "=" + value(name, pair[1]));
    }
    return translated.isEmpty() ? "" : "?" + String.join("&", translated);
  }

  private static String value(String name, String value) {
    return name.equals("targetServerType") && value.equals("read-write") ? "primary" : value;
  }

  private static String decoded(String text) {
    // In this part of an address a plus is a plus.
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  private static IllegalArgumentException bad() {
    return new IllegalArgumentException(
        "the database URL must read postgresql://user:password@host:port/database; characters such"
            + " as @ : / in the password are written as %40 %3A %2F");
  }

  @Override
  public String toString() {
    return "DatabaseUrl[" + jdbcUrl + ", " + user + "]";
  }
}
