"""Drawers of cash: their sessions, and the reports over them."""
