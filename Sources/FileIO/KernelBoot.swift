import Glibc

/// The boot that this process runs in.
package enum KernelBoot {
    private static let byteCount = 36

    /// A UUID in text, another after every boot; nil where the kernel does not say.
    package static let identifier: [UInt8]? = {
        let path = "/proc/sys/kernel/random/boot_id"
        // Who cannot be told of boots remembers nothing that ends with one.
        guard let file = try? Descriptor.openKernelFile(path, flags: O_RDONLY),
            let text = try? file.read(limit: byteCount), text.count == byteCount
        else { return nil }
        return text
    }()
}
