"""`peak.py COMMAND…`: runs it, then prints its peak resident bytes on a line of their own.

A process that is forked counts its parent's size as its own until it has outgrown it. So this small
program stands between: about 10 MiB is the least that it can see.
"""

import os
import sys

child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
print(usage.ru_maxrss * 1024)
sys.exit(os.waitstatus_to_exitcode(status))
