@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if let fault = DocumentOracle.fault(manifest: bytes) { preconditionFailure(fault) }
    return 0
}
