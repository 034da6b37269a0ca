"""Between the database and the workers: leases, the leader, and the search for what was missed."""
