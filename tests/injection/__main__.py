"""`python -m tests.injection FOLDER`: write the Markdown of files with hostile texts, for the libraries that show it."""

import os
import sys
import tempfile
from pathlib import Path

from tests.injection.everything import DOCUMENTS, outcome
from tests.injection.hostile import STEERING, TEXTS, furnish


def main(folder):
    for name, text in {**TEXTS, **STEERING}.items():
        with tempfile.TemporaryDirectory() as place:
            os.chdir(place)
            net = furnish(Path(place), text, in_spec=name in TEXTS)
            for number, line in enumerate(line for suffix, line in DOCUMENTS if suffix == ".md"):
                result = outcome(line, NET=net)
                sheet = "" if line[0] == "export" else "-sheet"
                if result.status < 2:  # what is no sheet is refused
                    (folder / f"{name}-{number}{sheet}.md").write_text(result.stdout, encoding="utf-8")
            os.chdir(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
