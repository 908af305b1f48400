# Session Purge Job: sessions are kept for 365 days. The table and its column are ours: name your own.
exec psql "${DATABASE_URL:?names the database whose sessions are purged}" --no-psqlrc --command \
  "delete from sessions where created_at < now() - interval '365 days'"
