#!/bin/sh
# Serves PostgreSQL in a container built from the wheel: lays out an empty cluster once, then becomes the server.
set -eu

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    unfinished="$PGDATA/unfinished"
    rm -rf "$unfinished"
    printf %s "$POSTGRES_PASSWORD" |
        initdb -D "$unfinished" --auth=scram-sha-256 --username=postgres --no-locale --encoding=UTF8 --pwfile=/dev/stdin
    echo "host all all all scram-sha-256" >> "$unfinished/pg_hba.conf"
    # PG_VERSION last: it says that the cluster is whole.
    for entry in "$unfinished"/*; do
        [ "$(basename "$entry")" = PG_VERSION ] || mv "$entry" "$PGDATA/"
    done
    mv "$unfinished/PG_VERSION" "$PGDATA/"
    rmdir "$unfinished"
fi
exec postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories='' "$@"
