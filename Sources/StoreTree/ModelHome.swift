import StoreModel

/// A model's five places at one position. A model can stand at the root and below `models/` at
/// once; a directory must not have two parents, so the position is part of its identity.
struct ModelHome: Hashable, Sendable {
    enum Position: UInt8, Sendable { case root, models }

    let model: ModelName
    let position: Position
}
