"""``python -m openbeat`` is ``openbeat``."""

from openbeat.cli import main

if __name__ == "__main__":
    main()
