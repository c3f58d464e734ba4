import CXXHash

/// XXH3-64 (xxHash 0.8) of stored bytes: finds rot fast; names nothing.
package enum Checksum {
    package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        XXH3_64bits(bytes.baseAddress, bytes.count)
    }
}
