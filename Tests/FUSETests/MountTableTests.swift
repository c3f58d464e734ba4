import FUSE
import Testing

@Suite("The mount table")
struct MountTableTests {
    private let text = """
        22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
        36 22 0:45 / /srv/models ro,nosuid,nodev shared:7 master:2 - fuse.store store ro,user_id=0
        37 22 0:46 / /srv/with\\040space\\134and\\011tab rw - fuse.store store rw
        38 36 0:47 / /srv/models rw - tmpfs tmp rw
        this line makes no sense
        39 22 0:48 / /srv/no/hyphen rw shared:1 fuse.store store
        """

    private var table: MountTable { MountTable(parsing: Array(text.utf8)) }

    @Test func parsesFieldsWithAndWithoutOptionalOnes() {
        #expect(table.entries.map(\.device) == ["254:0", "0:45", "0:46", "0:47"])
        #expect(table.entries.map(\.type) == ["ext4", "fuse.store", "fuse.store", "tmpfs"])
        #expect(table.entries.map(\.source) == ["/dev/vda", "store", "store", "tmp"])
    }

    @Test func undoesOctalEscapes() {
        #expect(table.entries[2].mountPoint == "/srv/with space\\and\ttab")
    }

    @Test func findsTheTopmostMount() {
        #expect(table.topmost(at: "/srv/models")?.type == "tmpfs")
        #expect(table.topmost(at: "/srv") == nil)
    }

    @Test func knowsStores() {
        #expect(table.stores.map(\.device) == ["0:45", "0:46"])
    }

    @Test func readsTheKernelsOwn() throws {
        #expect(try MountTable.read().topmost(at: "/") != nil)
    }
}
