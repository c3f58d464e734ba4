import FUSE
import StoreModel
import StoreTree

extension Validity {
    init(_ caching: Caching) {
        switch caching {
        case .never: self = .never
        case .forever: self = .forever
        }
    }
}

extension FileAttributes {
    init(_ attributes: NodeAttributes) {
        let kind: FileAttributes.Kind =
            switch attributes.kind {
            case .directory: .directory
            case .file: .file
            case .symbolicLink: .symbolicLink
            }
        self.init(
            inode: attributes.inode, kind: kind, permissions: attributes.permissions,
            size: attributes.size, links: attributes.links,
            modified: attributes.modified.milliseconds)
    }
}

extension NodeEntry {
    init(_ entry: Entry) {
        self.init(
            node: entry.node.rawValue, attributes: FileAttributes(entry.attributes),
            nameValidity: Validity(entry.nameCaching),
            attributesValidity: Validity(entry.caching))
    }
}
