"""Settings, database, storage, queue, events, errors: what every layer uses."""
