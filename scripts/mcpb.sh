# shellcheck shell=sh
# ./axontask mcpb: the bridge as a bundle that hosts install with a click, target/axontask.mcpb.

make_mcpb() {
  use_build
  bundle=${root:?}/target/mcpb
  rm -rf "$bundle"
  mkdir -p "$bundle/server/lib"
  cp "$root/mcp-stdio-bridge/src/main/mcpb/manifest.json" "$root/LICENSE" "$bundle/"
  cp "$root/mcp-stdio-bridge/src/main/mcpb/server/index.mjs" "$bundle/server/"
  cp "${build:?}/bridge"/*.jar "$bundle/server/lib/"
  # A bundle is a zip, and so is a jar. The fixed date and order make the same sources the same
  # bytes; files are named one by one because the official unpacker stumbles over entries of folders.
  # shellcheck disable=SC2046 # no name in it has a space
  (cd "$bundle" && "${jdk:?}/bin/jar" --create --no-manifest --date=2026-01-01T00:00:00Z \
    --file "$root/target/axontask.mcpb.new" $(find . -type f | sed 's|^[.]/||' | LC_ALL=C sort))
  mv "$root/target/axontask.mcpb.new" "$root/target/axontask.mcpb"
  say "made $root/target/axontask.mcpb"
}
