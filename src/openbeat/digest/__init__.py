"""The day's digest, made from the published database alone.

window     which day, and whether it is over
content    what happened in it, asked of the database
excerpts   a sentence or two taken from an article
rendering  HTML, Markdown and JSON of it
writing    the files, whole or not at all
"""

from openbeat.digest.writing import make_digest, missing_days

__all__ = ["make_digest", "missing_days"]
