"""`python -m generator` and its words → the same as the command `tertial`."""

import sys

from generator.cli import main

sys.exit(main())
