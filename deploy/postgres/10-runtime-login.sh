#!/bin/sh
# Runs once, when the database is made: the login that the server uses. It owns nothing; the
# migrations let it act as the application's roles.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$RUNTIME_PASSWORD" \
  --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE axontask_runtime LOGIN NOINHERIT PASSWORD :'password';
SQL
