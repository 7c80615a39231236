"""The command `sweetshop`: one file for each verb."""

from app.cli.sweetshop import main

__all__ = ["main"]
