package import StoreInterface
package import StoreModel

/// Which model a command is about (docs/cli.md): the reference's own, `--model`, `STORE_MODEL`,
/// the configuration's, the only one in the store, `default`.
package struct ModelSelection: Sendable {
    /// What a user named before the store was asked, strongest first.
    private let named: ModelName?

    package init(option: ModelName?, environment: ModelName?, configuration: ModelName?) {
        named = option ?? environment ?? configuration
    }

    package init(_ named: ModelName?) { self.named = named }

    /// The model that was named, if one was.
    package var explicit: ModelName? { named }

    /// The model to push to: it need not exist.
    package func model(in catalogue: any VersionCatalogue) throws(StoreError) -> ModelName {
        if let named { return named }
        let models = try catalogue.models()
        return models.count == 1 ? models[0] : .fallback
    }

    /// The model to read, which must exist: `reference`'s own if it names one.
    package func state(
        for reference: Reference? = nil, in catalogue: any VersionCatalogue
    ) throws(StoreError) -> ModelState {
        let chosen = reference?.model ?? named
        let models = try catalogue.models()
        let model = chosen ?? (models.count == 1 ? models[0] : .fallback)
        guard models.contains(model) else { throw unknown(model, chosen: chosen, among: models) }
        return try catalogue.state(of: model)
    }

    /// The version that `reference` means.
    package func version(
        _ reference: Reference, in catalogue: any VersionCatalogue
    ) throws(StoreError) -> (state: ModelState, entry: VersionEntry) {
        let state = try state(for: reference, in: catalogue)
        let resolver = ReferenceResolver(catalogue, state: state)
        return (state, try resolver.resolve(reference.target))
    }

    private func unknown(
        _ model: ModelName, chosen: ModelName?, among models: [ModelName]
    ) -> StoreError {
        guard !models.isEmpty else {
            return StoreError(
                .notFound, "the store is empty: it has no model \(quoted(model.text))",
                fix: "store push DIR --model \(model)")
        }
        let names = models.map(\.text)
        guard chosen != nil else {
            return StoreError(
                .notFound,
                "no model was named, and the store has \(models.count): "
                    + names.prefix(10).joined(separator: ", "),
                fix: "--model \(names[0])")
        }
        let close = Closeness.suggestions(for: model.text, among: names)
        return StoreError(
            .notFound, "the store has no model \(quoted(model.text))",
            fix: "--model \(close.first ?? names[0])")
    }
}
