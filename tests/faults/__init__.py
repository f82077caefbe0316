"""Evenings under faults: whatever breaks, exactly what was done is kept."""
