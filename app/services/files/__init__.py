"""Files: uploads, sources, outputs and the links to them."""
