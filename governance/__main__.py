"""`python -m governance`: the whole stack in one command."""

import sys

from governance.supervisor import main

sys.exit(main())
