"""`python -m bptrace`, the same as the command `bptrace`."""

from bptrace.cli import main

if __name__ == "__main__":
    main(prog_name="bptrace")
