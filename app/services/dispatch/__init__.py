"""Job dispatch: leases, leader election, and the sweep for lost or overdue jobs."""
