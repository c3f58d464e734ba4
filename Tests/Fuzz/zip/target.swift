@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let file = FuzzedFile(start, count)
    file.check(file.tensors { source throws(Malformed) in try ZipDirectory.tensors(of: source) })
    let array = file.tensors { source throws(Malformed) in
        try NumpyHeader.tensor(source, 0..<source.size, "").map { [$0] }
    }
    file.check(array)
    return 0
}
