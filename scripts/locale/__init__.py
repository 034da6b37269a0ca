"""The catalogues of app/locale: what the source says, and whether every language has it."""
