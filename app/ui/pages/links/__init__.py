"""Links: every link of the account that works, when it ends, and more time or an end for it."""
