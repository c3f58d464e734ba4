/// A node's attributes, and how long they hold.
package struct AttributesReply: Sendable {
    package var attributes: FileAttributes
    package var validity: Validity

    package init(attributes: FileAttributes, validity: Validity) {
        self.attributes = attributes
        self.validity = validity
    }
}
