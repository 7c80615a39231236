"""Ends the primary of three nodes again and again while the shop sells, and counts what is lost: deploy/ha/try.sh."""
