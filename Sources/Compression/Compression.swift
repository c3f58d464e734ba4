/// Encodings of chunks.
///
/// Purpose: turn the plain bytes of a chunk into the fewest stored bytes that decode fast, and back.
/// Digests are of plain bytes, so an encoding can change without changing any name.
///
/// Encoding: `AdaptiveEncoder` asks `ChunkProbe` what a sample shows and `Outlook` what is worth
/// trying: byte planes (`PlaneEncoder`), frames of literals alone (`LiteralFrames`), ordinary frames
/// (`ZstdFrames`). Every frame is a standard one: any zstd decoder reads it.
///
/// Threading: encoders and decoders own scratch state and belong to one thread each.
///
/// Invariants: a decoder never writes past the plain length that the index claims; an encoding is
/// kept only if it saves at least 5 %, and handed out only after it was decoded again and compared;
/// this module is the only user of `CZstd`.
