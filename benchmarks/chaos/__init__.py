"""Faults of every kind against a shop that sells, and a check afterwards that nothing was lost, doubled or wrong."""
