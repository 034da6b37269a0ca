"""What a person does to a job: cancel, retry, remove its files."""
