/// What a file is for (design.md §3). The raw values are part of the manifest schema.
package enum FileRole: String, Sendable, CaseIterable {
    case model, preprocessing, attribution, metrics, config, architecture, checkpoint, log
    case report, card, other
}
