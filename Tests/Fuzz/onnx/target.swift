@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let file = FuzzedFile(start, count)
    let model = ONNXModel(ByteSource(file.bytes))
    file.check(model?.tensors ?? [])
    // The sibling has whatever size the model's author did not foresee.
    for size in [0, 1 << 20, UInt64.max] {
        let plan = CutPlan(size: size, tensors: model?.external.map(\.tensor) ?? [])
        precondition(plan.regions.last?.range.upperBound ?? 0 == size, "regions cover the sibling")
    }
    return 0
}
