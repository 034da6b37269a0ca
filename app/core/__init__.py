"""What every layer stands on: settings, database, storage, queue, events, errors."""
