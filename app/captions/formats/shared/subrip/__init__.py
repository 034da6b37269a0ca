"""What SubRip files hold beside the usual: their tags, changed times, and files pasted into others."""
