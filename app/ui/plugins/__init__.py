"""What the build of the page adds to Reflex: plugins that rxconfig.py names."""
