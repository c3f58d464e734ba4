import FileIO
import StoreInterface
import StoreModel

/// A file of a `DirectoryStorage` being made.
final class DirectoryObjectWriter: ObjectWriter {
    private let file: DurableFile
    private let places: DurableDirectory

    init(_ file: DurableFile, places: DurableDirectory) {
        self.file = file
        self.places = places
    }

    var length: UInt64 { file.length }

    func append(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
        do throws(FileError) {
            try file.append(bytes)
        } catch {
            throw StoreError(error, "cannot write to the store at \(places.root.path)")
        }
    }

    func backdate(to time: Timestamp) throws(StoreError) {
        do throws(FileError) {
            try file.backdate(to: time.milliseconds)
        } catch {
            throw StoreError(error, "cannot write to the store at \(places.root.path)")
        }
    }

    func publish(as key: ObjectKey) throws(StoreError) -> PublishOutcome {
        do throws(FileError) {
            let directory = try places.directory(key.parent)
            switch try file.publish(in: directory, as: key.lastComponent) {
            case .created: return .created
            case .identical: return .identical
            case .taken: return .taken
            }
        } catch {
            throw StoreError(error, "cannot store \(places.root.path)/\(key)")
        }
    }

    func publish(replacing key: ObjectKey) throws(StoreError) {
        do throws(FileError) {
            let directory = try places.directory(key.parent)
            try file.publish(in: directory, replacing: key.lastComponent)
        } catch {
            throw StoreError(error, "cannot repair \(places.root.path)/\(key)")
        }
    }

    func abandon() { file.abandon() }
}
