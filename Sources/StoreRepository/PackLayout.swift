import Compression

/// The layout of a pack index, format 1. All numbers are little-endian and of fixed width:
///
///     header   64 bytes  "STOREIDX", version u32, flags u32 = 0, chunks u64, blobs u64,
///                        recipe entries u64, pack length u64, sources u64, 8 reserved zero bytes
///     chunks   64 each   digest 32, offset u64, stored length u32, plain length u32, codec u8,
///                        element width u8, source count u8, reserved zero byte, first source u32,
///                        XXH3-64 of the stored bytes u64; sorted by digest
///     blobs    64 each   digest 32, size u64, first recipe entry u64, recipe entries u64,
///                        8 reserved zero bytes; sorted by digest
///     recipes  40 each   chunk digest 32, plain length u32, 4 reserved zero bytes
///     sources  40 each   chunk digest 32, start u32, length u32; in the order of the chunks
///     trailer   8 bytes  XXH3-64 of everything before
///
/// Version 1 has no sources, and zeros where this speaks of them. Version 2 has some: it is written
/// only for packs that hold deltas.
enum PackLayout {
    static let magic = Array("STOREIDX".utf8)
    static let version: UInt32 = 1
    /// Of an index of a pack with deltas.
    static let deltaVersion: UInt32 = 2
    static let headerSize = 64
    static let chunkSize = 64
    static let blobSize = 64
    static let recipeSize = 40
    static let sourceSize = 40
    static let trailerSize = 8
    /// No chunk decodes to more: a claim beyond it is refused before anything is allocated.
    static let plainLimit = UInt32(StoredCodec.plainLimit)
    /// Encodings that grow a chunk are not kept, so stored bytes never exceed plain ones.
    static let storedLimit = plainLimit
    /// An index of four million chunks (a terabyte) is 256 MiB.
    static let indexLimit = 1 << 30
}
