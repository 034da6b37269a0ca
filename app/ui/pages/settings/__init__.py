"""Settings of the account: password, appearance."""
