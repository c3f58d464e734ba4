import Glibc
import SystemPackage

/// A thread of its own for blocking work: never the cooperative pool, which must not block.
package final class BlockingThread: @unchecked Sendable {
    // Proof for @unchecked: `identifier` is written once, before the initialiser returns.
    private var identifier = pthread_t()

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts `body` with 1 MiB of stack; throws `EAGAIN` if there can be no more threads.
    package init(_ body: @escaping @Sendable () -> Void) throws(FileError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 1 << 20)
        let argument = Unmanaged.passRetained(Body(body))
        let code = pthread_create(
            &identifier, &attributes,
            { pointer in
                // The pointer is the retained body handed over below; this takes it back once.
                guard let pointer else { return nil }
                Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, argument.toOpaque())
        pthread_attr_destroy(&attributes)
        guard code == 0 else {
            argument.release()
            throw FileError(call: "pthread_create", path: "", errno: .init(rawValue: code))
        }
    }

    /// Waits until the thread has ended. Call exactly once.
    package func join() { pthread_join(identifier, nil) }
}
