"""openbeat: scheduled news monitoring you can query."""

from importlib.metadata import version

__version__ = version("openbeat")
