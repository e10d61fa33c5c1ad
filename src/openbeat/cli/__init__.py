"""The command line: ``openbeat``."""

from openbeat.cli.app import main

__all__ = ["main"]
