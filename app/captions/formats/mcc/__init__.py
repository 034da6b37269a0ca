"""MacCaption MCC: CEA-608 and CEA-708 in ancillary data packets."""
