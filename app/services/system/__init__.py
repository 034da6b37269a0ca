"""What belongs to the server and to no account: its state, its settings, and what its operators did."""
