"""Processes of an instance that begin with their imports done: forked from one process that has imported what
they share. They are there sooner, and share its memory."""
