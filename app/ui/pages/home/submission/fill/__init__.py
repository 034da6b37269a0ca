"""What fills the form: a Job Description, an earlier job, a preset, or pasted text."""
