-- The server starts, and says that it is ready, only on a database that has all its migrations.
grant select on kysely_migration to edurise_app, edurise_platform;
