import StoreModel

/// The code of the `StoreError` that `body` throws; nil if it throws none.
func failureCode<Value>(_ body: () throws -> Value) -> ErrorCode? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? StoreError)?.code
    }
}

/// The `StoreError` that `body` throws; nil if it throws none.
func failure<Value>(_ body: () throws -> Value) -> StoreError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? StoreError
    }
}
