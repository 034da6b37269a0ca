"""A caption file is opened in the editor, without a job before."""
