"""Business rules as plain functions, session first."""
