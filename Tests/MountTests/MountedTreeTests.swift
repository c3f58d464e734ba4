import FileIO
import Glibc
import TestSupport
import Testing

/// The mounted tree as the kernel shows it (docs/semantics.md).
@Suite(
    .serialized, .enabled(if: MountPlayground.isPossible, "needs root and /dev/fuse"))
struct MountedTreeTests {
    @Test func theTreeIsThere() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.startMount()
            let names = try playground.shell("ls \"$M\"").split(separator: "\n")
            #expect(names == ["active", "manifests", "models", "refs", "serving", "versions"])
            let active = try playground.shell("ls -A \"$M/active\"")
            #expect(active.isEmpty, "empty before the first promote")
            try playground.promote("v1")
            #expect(try playground.read("active/deep/er/still/id") == "v1")
            #expect(try playground.read("versions/v1/id") == "v1")
            #expect(try playground.read("refs/active/id") == "v1")
            #expect(try playground.read("models/default/active/id") == "v1")
            #expect(try playground.shell("readlink \"$M/refs/latest\"") == "../versions/v1\n")
            let digest = try playground.shell(
                "sha256sum \"$M/manifests/v1.json\" | cut -d' ' -f1")
            let shown = try playground.run(["show", "v1", "--json"])
            #expect(shown.contains(digest.prefix(64)))
            #expect(try playground.shell("findmnt -no FSTYPE \"$M\"") == "fuse.store\n")
        }
    }

    @Test func writingCallsAreReadOnlyErrors() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.startMount()
            try playground.promote("v1")
            let file = playground.mount + "/active/id"
            let directory = playground.mount + "/active"
            let calls: [(String, () -> Int32)] = [
                ("open", { open(file, O_WRONLY) }),
                ("create", { open(directory + "/new", O_WRONLY | O_CREAT, 0o600) }),
                ("mkdir", { mkdir(directory + "/d", 0o700) }),
                ("unlink", { unlink(file) }), ("rmdir", { rmdir(directory + "/deep") }),
                ("rename", { rename(file, directory + "/other") }),
                ("link", { link(file, directory + "/l") }),
                ("symlink", { symlink("x", directory + "/l") }),
                ("chmod", { chmod(file, 0o777) }), ("chown", { chown(file, 1, 1) }),
                ("truncate", { truncate(file, 0) }), ("utimes", { utimes(file, nil) }),
                ("mkfifo", { mkfifo(directory + "/p", 0o600) }),
            ]
            for (name, call) in calls {
                errno = 0
                #expect(call() == -1, "\(name)")
                #expect(errno == EROFS, "\(name): \(String(cString: strerror(errno)))")
            }
            for command in ["setfattr -n user.x -v 1", "setfattr -x user.store.sha256"] {
                let said = try playground.shell("\(command) \"$M/active/id\" 2>&1 || true")
                #expect(said.contains("Read-only file system"), "\(said)")
            }
        }
    }

    @Test func extendedAttributesTellTheVersion() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.push("v2")
            try playground.startMount()
            try playground.promote("v2")
            let get = "getfattr --absolute-names --only-values -n user.store"
            #expect(try playground.shell("\(get).version \"$M/active\"") == "v2")
            #expect(try playground.shell("\(get).model \"$M/versions/v1\"") == "default")
            let digest = try playground.shell("\(get).sha256 \"$M/active/id\"")
            let expected = try playground.shell("printf v2 | sha256sum | cut -d' ' -f1")
            #expect(digest + "\n" == expected)
        }
    }

    @Test func statfsShowsLogicalSizes() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.startMount()
            let bytes = try playground.shell("stat -f -c '%b %S' \"$M\"").split(separator: " ")
            let total = (Int(bytes[0]) ?? 0) * (Int(bytes[1].dropLast()) ?? 0)
            #expect(total >= 25_974 && total < 200_000, "\(total)")
        }
    }

    @Test func twentyThousandFilesAndOddNames() throws {
        try MountPlayground.with { playground in
            try playground.shell(
                """
                mkdir -p "$R/odd/empty directory" "$R/odd/nested/a/b/c/d" "$R/odd/many"
                cd "$R/odd"
                for i in $(seq 20000); do echo "$i" > "many/file-$i"; done
                : > empty; printf 'x' > "with space"; printf 'y' > $'with\\nnewline'
                printf 'z' > "$(printf 'n%.0s' $(seq 255))"; printf 'ü' > "Größe.bin"
                printf '#!/bin/sh\\necho ran' > tool; chmod 755 tool
                head -c 9000000 /dev/urandom > nested/a/b/c/d/blob
                """)
            try playground.run(["push", playground.root + "/odd", "--version", "odd"])
            try playground.startMount()
            try playground.shell("diff -r \"$R/odd\" \"$M/versions/odd\"")
            #expect(try playground.shell("\"$M/versions/odd/tool\"") == "ran\n")
            let count = try playground.shell("find \"$M/versions/odd\" -type f -printf x | wc -c")
            #expect(count == "20007\n")
            #expect(
                try playground.shell(
                    "stat -c %a \"$M/versions/odd/tool\" \"$M/versions/odd/empty\"")
                    == "555\n444\n")
        }
    }

    @Test func aSecondMountOfTheSamePlaceIsBusy() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.startMount()
            let outcome = try playground.outcome(["mount", playground.mount])
            #expect(outcome.exitCode == 11)
            #expect(try playground.read("versions/v1/id") == "v1")
        }
    }

    @Test func unmountingWithOpenFilesIsBusyAndLeavesTheMount() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.startMount()
            let held = try FileReader(path: playground.mount + "/versions/v1/id")
            #expect(try playground.outcome(["umount", playground.mount]).exitCode == 11)
            #expect(try held.readAll(limit: 10) == Array("v1".utf8))
            #expect(try playground.read("versions/v1/id") == "v1")
        }
    }

    /// In a mount namespace of its own, with a /dev/fuse that users may open, as udev makes it. The
    /// namespace must not keep alive what other tests unmount meanwhile: it follows shared mounts, and
    /// lets go of all mounts of stores at once.
    @Test func unprivilegedMountWorks() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            let said = try playground.shell(
                """
                chmod 755 "$R"; cp -r "$S" "$R/theirs"; mkdir "$R/m2"; cp "$STORE" "$R/program"
                chown -R nobody "$R/theirs" "$R/m2"
                unshare -m --propagation slave bash -euo pipefail -c '
                    umount --all --lazy --no-canonicalize --types fuse.store || true
                    mknod -m 666 "$R/fuse" c 10 229
                    mount --bind "$R/fuse" /dev/fuse
                    as() { setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; }
                    export HOME="$R" STORE_PATH="$R/theirs"
                    as "$R/program" mount "$R/m2"
                    as cat "$R/m2/versions/v1/deep/id"
                    as "$R/program" umount "$R/m2"
                '
                """)
            #expect(said.contains("v1"))
        }
    }
}
