import Glibc
import Hashing
import TestSupport

/// What is on a disk: its pages that are not zero.
struct BlockImage {
    static let pageSize = 4096
    private static let emptyPage = [UInt8](repeating: 0, count: pageSize)

    /// Bytes; a multiple of the page size.
    let size: Int
    private var pages: [Int: [UInt8]] = [:]
    /// The pages that were written to since it was read.
    private var written: Set<Int> = []

    init(reading path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw TestFailure.system("open \(path)") }
        defer { close(file) }
        size = Int(lseek(file, 0, SEEK_END))
        var page = BlockImage.emptyPage
        for number in 0..<size / page.count {
            let offset = off_t(number * page.count)
            guard pread(file, &page, page.count, offset) == page.count else {
                throw TestFailure.system("read \(path)")
            }
            if memcmp(page, BlockImage.emptyPage, page.count) != 0 { pages[number] = page }
        }
    }

    /// Writes `bytes`, which may begin and end within a page. By memcpy(3): a debug build moves the
    /// elements of arrays one by one.
    mutating func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        var done = 0
        while done < bytes.count {
            let (number, start) = (offset + done).quotientAndRemainder(
                dividingBy: BlockImage.pageSize)
            let count = min(BlockImage.pageSize - start, bytes.count - done)
            written.insert(number)
            pages[number, default: BlockImage.emptyPage].withUnsafeMutableBytes { page in
                let piece = UnsafeRawBufferPointer(rebasing: bytes[done..<done + count])
                UnsafeMutableRawBufferPointer(rebasing: page[start...]).copyMemory(from: piece)
            }
            done += count
        }
    }

    /// The same for two disks that were made of `base` by writing and are equal; else different, but
    /// for chance.
    func difference(from base: BlockImage) -> UInt64 {
        var sum: [UInt64] = []
        for number in written.sorted() where pages[number] != base.pages[number] {
            let content = pages[number]?.withUnsafeBytes { Checksum.of($0) } ?? 0
            sum += [UInt64(number), content]
        }
        return sum.withUnsafeBytes { Checksum.of($0) }
    }

    /// Makes the file at `path` this disk.
    func save(to path: String) throws {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw TestFailure.system("open \(path)") }
        defer { close(file) }
        guard ftruncate(file, 0) == 0, ftruncate(file, off_t(size)) == 0 else {
            throw TestFailure.system("truncate \(path)")
        }
        for (number, page) in pages {
            let offset = off_t(number * BlockImage.pageSize)
            guard pwrite(file, page, page.count, offset) == page.count else {
                throw TestFailure.system("write \(path)")
            }
        }
    }
}
