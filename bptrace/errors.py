"""What goes wrong through no fault of the program: one hierarchy, reported in one place.

BptraceError
├── in the file a user wrote (bptrace.spec)
├── in the key a user asked for (bptrace.keys)
├── in the sheet or the figure a student wrote (bptrace.marking)
└── in the course of a training that leaves the numbers (bptrace.training)
"""


class BptraceError(Exception):
    """A request or a file at fault; its text is shown to the user as it is and the exit status is 2.

    The text is lower case, has no full stop, and says where, what is wrong, and what was expected.
    """
