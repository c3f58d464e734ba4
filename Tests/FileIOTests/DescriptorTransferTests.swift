import FileIO
import Glibc
import Synchronization
import Testing

@Suite("Pipes, memory files and signals")
struct DescriptorTransferTests {
    @Test func aPipeCarriesBytesAndEnds() throws {
        var pipe = try Pipe()
        try pipe.writing?.write(Array("some bytes".utf8))
        #expect(try pipe.reading?.read(limit: 4) == Array("some".utf8))
        pipe.writing = nil
        #expect(try pipe.reading?.readToEnd(limit: 100) == Array(" bytes".utf8))
        #expect(try pipe.reading?.read(limit: 1) == [])
    }

    @Test func aPipeWithoutAReaderHasEnded() throws {
        var pipe = try Pipe()
        let number = pipe.writing?.raw
        let writing = try #require(number)
        #expect(!Waiting.hasEnded(writing))
        pipe.reading = nil
        #expect(Waiting.hasEnded(writing))
    }

    @Test func aMemoryFileIsReadFromItsBeginningByEveryone() throws {
        let file = try MemoryFile(name: "test", contents: [1, 2, 3])
        #expect(try file.contents(limit: 100) == [1, 2, 3])
        #expect(try file.contents(limit: 2) == [1, 2])
        let other = MemoryFile(owning: try file.descriptor.duplicate())
        #expect(try other.contents(limit: 100) == [1, 2, 3])
    }

    @Test func everyDescriptorIsCloseOnExec() throws {
        var pipe = try Pipe()
        let file = try MemoryFile(name: "test", contents: [])
        let copy = try file.descriptor.duplicate(from: 100)
        #expect(copy.raw >= 100)
        let (reading, writing) = (pipe.reading?.raw, pipe.writing?.raw)
        for number in [reading, writing, file.descriptor.raw, copy.raw] {
            #expect(fcntl(try #require(number), F_GETFD) == FD_CLOEXEC)
        }
        pipe.writing = nil
    }

    @Test func signalsAreReadInsteadOfDelivered() throws {
        // Blocked in that thread alone; raise(3) sends to the thread that calls it.
        let seen = Mutex<[Int32]>([])
        let thread = try BlockingThread {
            do throws(FileError) {
                let signals = try SignalDescriptor([SIGUSR1, SIGTERM])
                raise(SIGTERM)
                let signal = try signals.next()
                seen.withLock { $0.append(signal) }
            } catch {
                seen.withLock { $0.append(-1) }
            }
        }
        thread.join()
        #expect(seen.withLock { $0 } == [SIGTERM])
    }

    @Test func monotonicTimeGoesForward() {
        let before = Waiting.monotonicMilliseconds
        usleep(5000)
        #expect(Waiting.monotonicMilliseconds >= before + 5)
    }
}
