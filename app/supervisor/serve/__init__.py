"""The web process: a package, because guarded children would run a plain module again."""
