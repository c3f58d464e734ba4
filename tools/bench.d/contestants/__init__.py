"""The stores that are compared. Ours is added for the binary at hand."""

from contestants.borg import Borg
from contestants.casync import Casync
from contestants.dvc import DVC
from contestants.ostree import OSTree
from contestants.restic import Restic
from contestants.xet import Xet

PEERS = {peer.name: peer for peer in (Restic, Borg, OSTree, DVC, Xet, Casync)}
