"""`python -m bptrace`, and the command `bptrace`."""

import signal


def main() -> None:
    """Run the command line.

    Until a command runs there is nothing to clean up, and Ctrl-C ends the program without a word: by itself the interpreter
    would print what it was just importing.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from bptrace.cli import main as command

    command(prog_name="bptrace")


if __name__ == "__main__":
    main()
