"""Settings: API keys, password, appearance."""
