"""The history: every job of the account, live."""
