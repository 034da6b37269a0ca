"""Work on untrusted data and external programs, in child processes with limits."""
