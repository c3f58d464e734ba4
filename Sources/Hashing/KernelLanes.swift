/// Two digests side by side on one core, for as long as there are two runs.
final class KernelLanes: LaneEngine {
    private var first = SHA256Lane()
    private var second = SHA256Lane()

    func hash(next: (Int) -> UnsafeRawBufferPointer?, done: (Int, Digest) -> Void) {
        var left = next(0)
        var right = next(1)
        while let a = left, let b = right {
            let blocks = min(a.count, b.count) / SHA256Lane.blockLength
            let length = blocks * SHA256Lane.blockLength
            SHA256Lane.update(
                &first, .init(rebasing: a[..<length]), &second, .init(rebasing: b[..<length]))
            left = .init(rebasing: a[length...])
            right = .init(rebasing: b[length...])
            if a.count - length < SHA256Lane.blockLength {
                end(&first, &left, 0, done)
                left = next(0)
            }
            if b.count - length < SHA256Lane.blockLength {
                end(&second, &right, 1, done)
                right = next(1)
            }
        }
        end(&first, &left, 0, done)
        end(&second, &right, 1, done)
    }

    /// Adds what is left of a lane's run, if it has one.
    private func end(
        _ lane: inout SHA256Lane, _ rest: inout UnsafeRawBufferPointer?, _ number: Int,
        _ done: (Int, Digest) -> Void
    ) {
        guard let bytes = rest else { return }
        rest = nil
        lane.update(bytes)
        done(number, lane.finish())
    }
}
