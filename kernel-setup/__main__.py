"""python3 kernel-setup VERB [ARGUMENTS]: the verbs stand in verbs.py.

Every Python can read this file, even 2.7, so that an old one says what is needed.
"""

import sys

if sys.version_info < (3, 10):
    sys.exit(
        "Python 3.10 or newer is needed, and this is %d.%d.%d (%s). Name another one: make lab PYTHON=/path/to/python3"
        % (sys.version_info[0], sys.version_info[1], sys.version_info[2], sys.executable)
    )

import verbs

if __name__ == "__main__":
    sys.exit(verbs.main(*sys.argv[1:]))
