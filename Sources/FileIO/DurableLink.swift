import Glibc
import SystemPackage

extension Directory {
    /// Where the symbolic link `name` in this directory leads to; nil if nothing stands there. Throws
    /// EINVAL for what is no link.
    package func linkTarget(of name: String) throws(FileError) -> String? {
        var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
        do throws(FileError) {
            let count = try target.withUnsafeMutableBytes { buffer in
                Result { () throws(FileError) -> Int in
                    try Seam.call(.stat, path + "/" + name) {
                        guard let start = buffer.baseAddress else { return 0 }
                        return readlinkat(
                            descriptor.raw, name, start.assumingMemoryBound(to: CChar.self),
                            buffer.count)
                    }
                }
            }.get()
            return String(decoding: target[..<count], as: UTF8.self)
        } catch {
            if error.errno == .noSuchFileOrDirectory { return nil }
            throw error
        }
    }

    /// Makes `name` a symbolic link to `target` in one step, in the place of a link that stood there:
    /// whoever follows it meets the one or the other. What is no link is left alone, EINVAL.
    ///
    /// `name` with `.new` behind it is used in between; after a kill it may be left, and the next call
    /// removes it.
    package func replaceLink(_ name: String, target: String) throws(FileError) {
        _ = try linkTarget(of: name)
        let fresh = name + ".new"
        if try linkTarget(of: fresh) != nil {
            _ = try Seam.call(.unlink, path + "/" + fresh) {
                Int(unlinkat(descriptor.raw, fresh, 0))
            }
        }
        _ = try Seam.call(.symlink, path + "/" + fresh) {
            Int(symlinkat(target, descriptor.raw, fresh))
        }
        _ = try Seam.call(.rename, "\(path)/\(fresh) -> \(path)/\(name)") {
            Int(renameat(descriptor.raw, fresh, descriptor.raw, name))
        }
        try sync()
    }
}
