package import FUSE
import StoreInterface
package import StoreModel

extension StoreError {
    /// What a failure to mount or unmount means, and what to do about it; `doing` says what failed
    /// in a person's words: "cannot mount on DIR".
    package init(_ error: MountError, _ doing: String) {
        switch error {
        case .noDevice:
            self.init(
                .unsupported, "there is no /dev/fuse",
                fix: "modprobe fuse; in a container: --device /dev/fuse --cap-add SYS_ADMIN")
        case .deviceDenied:
            self.init(
                .permission, "this user may not open /dev/fuse",
                fix: "as root: chmod 666 /dev/fuse, or mount as root with --allow-other")
        case .noHelper:
            self.init(
                .unsupported, "fusermount3 is not installed, and only root can mount without it",
                fix: "apt install fuse3")
        case .occupied(let place):
            self.init(
                .busy, "\(place): a store is mounted there already", fix: "store umount \(place)")
        case .busy(let place):
            self.init(
                .busy, "\(place) has files open in it",
                fix: "close them (fuser -vm \(place)), or: store umount --lazy \(place)")
        case .notMounted(let place):
            self.init(.notFound, "\(place): no store is mounted there", fix: "store status")
        case .refused(let reason):
            self.init(.permission, doing, cause: "fusermount3: \(reason)")
        case .call(let error):
            self.init(error, doing)
        }
    }
}
