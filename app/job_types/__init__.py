"""Job types: what each takes, which stages it passes, and all that is offered for it."""
