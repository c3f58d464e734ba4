/// Says nothing: for callers without a terminal, such as tests and servers.
package struct NoProgress: ProgressObserver {
    package init() {}
    package func advance(_ event: ProgressEvent) {}
}
