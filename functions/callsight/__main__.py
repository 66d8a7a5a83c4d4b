"""`python -m callsight` is the command line."""

from callsight.cli import main

main()
