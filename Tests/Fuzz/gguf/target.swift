@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let file = FuzzedFile(start, count)
    file.check(file.tensors { source throws(Malformed) in try GGUFHeader.tensors(of: source) })
    return 0
}
