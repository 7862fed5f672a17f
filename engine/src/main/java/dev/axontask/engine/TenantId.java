package dev.axontask.engine;

import java.util.UUID;

/** Names a tenant. */
public record TenantId(UUID value) {
  /** The one tenant of a server in local mode; the first migration creates it. */
  public static final TenantId LOCAL =
      new TenantId(UUID.fromString("00000000-0000-7000-8000-000000000001"));

  @Override
  public String toString() {
    return value.toString();
  }
}
