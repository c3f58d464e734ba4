package import StoreModel

/// A model's journal records, newest first.
package struct TransitionLog: Sendable {
    package let model: ModelName
    package let transitions: [Transition]

    package init(model: ModelName, transitions: [Transition]) {
        self.model = model
        self.transitions = transitions
    }

    /// The document `store.log/1`; each transition is the whole record.
    package func json() throws(StoreError) -> JSON {
        var records: [JSON] = []
        for transition in transitions {
            do throws(JSONParser.Failure) {
                records.append(try JSONParser.parse(transition.sealedBytes))
            } catch {
                // Its own encoder's output; a failure would be a bug of the encoder.
                throw StoreError(.integrity, "record \(transition.generation) cannot be encoded")
            }
        }
        return .object([
            "schema": "store.log/1", "model": .string(model.text), "transitions": .array(records),
        ])
    }
}
