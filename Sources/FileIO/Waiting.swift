import CLinux
import Glibc
import SystemPackage

/// Waiting for several descriptors at once.
package enum Waiting {
    /// Which of `descriptors` can be read, or have ended, within `milliseconds` (nil: for ever);
    /// empty when the time is up.
    package static func readable(
        _ descriptors: [Int32], milliseconds: Int32?
    ) throws(FileError) -> [Int32] {
        var places = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while true {
            let count = poll(&places, nfds_t(places.count), milliseconds ?? -1)
            if count >= 0 { return places.filter { $0.revents != 0 }.map(\.fd) }
            guard errno == EINTR else {
                throw FileError(call: "poll", path: "", errno: Errno(rawValue: errno))
            }
        }
    }

    /// Whether the other side of `descriptor` is gone for good; does not wait.
    package static func hasEnded(_ descriptor: Int32) -> Bool {
        var place = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&place, 1, 0) > 0 && Int32(place.revents) & (POLLERR | POLLHUP) != 0
    }

    /// Milliseconds on a clock that no one can set.
    package static var monotonicMilliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
