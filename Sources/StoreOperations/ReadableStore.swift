package import StoreInterface

/// What the reading verbs need of a store: its journals and its manifests.
package typealias ReadableStore = VersionCatalogue & ManifestSource
