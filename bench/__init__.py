"""Programs that measure: how well, and at what cost."""
