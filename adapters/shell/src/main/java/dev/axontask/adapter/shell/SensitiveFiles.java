package dev.axontask.adapter.shell;

import java.util.List;

/** What in a workspace is run or obeyed by a person's own tools, outside any sandbox. */
final class SensitiveFiles {
  private SensitiveFiles() {}

  /** Kept read-only where they exist, from the task's folder up to the workspace. */
  static final List<String> NAMES =
      List.of(
          ".git/hooks",
          ".git/config",
          ".gitmodules",
          ".bashrc",
          ".bash_profile",
          ".bash_login",
          ".profile",
          ".zshrc",
          ".zshenv",
          ".zprofile",
          ".envrc",
          ".claude",
          ".cursor",
          ".vscode",
          ".idea",
          ".mcp.json");
}
