"""Tables, enums, the stage table and request parameters; no I/O."""
