// swift-tools-version: 6.2
import PackageDescription

/// Ring 3 and below are synchronous and free of Foundation; see docs/architecture.md.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    // The system-call seam (ordinals, faults, traces) and the switches that take safeguards away
    // (Sources/Sabotage) exist in debug builds only.
    .define("STORE_SEAM", .when(configuration: .debug)),
]

/// A system library reached through a module map and a header of `static inline` shims.
func door(_ name: String, pkgConfig: String? = nil, apt: String? = nil) -> Target {
    .systemLibrary(
        name: name, path: "Sources/\(name)", pkgConfig: pkgConfig,
        providers: apt.map { [.apt([$0])] })
}

func ring(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let arguments = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "store",
    products: [.executable(name: "store", targets: ["store"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // C doors
        door("CLinux"),
        door("CLibcrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
        door("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
        door("CXXHash", pkgConfig: "libxxhash", apt: "libxxhash-dev"),
        door("CFUSE", pkgConfig: "fuse3", apt: "libfuse3-dev"),

        // Our only C: two SHA-256 on one core (docs/decisions/0022-two-lanes.md). Optimised in debug
        // builds too, where a test hashes as many bytes.
        .target(name: "CSHA2", cSettings: [.unsafeFlags(["-O2"])]),

        // Below all rings: what a test can take away
        ring("Sabotage", []),

        // Ring 0: wrappers, each the only user of its door
        ring("FileIO", ["CLinux", "Sabotage", system]),
        ring("Hashing", ["CLibcrypto", "CSHA2", "CXXHash"]),
        ring("Compression", ["CZstd", "Sabotage"]),
        ring("FUSE", ["CFUSE", "FileIO", "Sabotage", system]),

        // Ring 1: pure values
        ring("StoreModel", ["Hashing", "Sabotage"]),
        ring("Chunking", []),

        // Ring 2: protocols
        ring("StoreInterface", ["StoreModel", "Hashing", "FileIO", system]),

        // Ring 3: meaning
        ring(
            "StoreRepository",
            [
                "StoreInterface", "StoreModel", "FileIO", "Hashing", "Compression", "Sabotage",
                system,
            ]),
        ring("StoreTree", ["StoreInterface", "StoreModel", "Hashing", "Sabotage"]),

        // Ring 4: verbs
        ring(
            "StoreOperations",
            [
                "StoreRepository", "StoreInterface", "StoreModel", "Chunking", "Compression",
                "Hashing", "FileIO", "Sabotage", system,
            ]),
        ring(
            "StoreMount",
            ["StoreTree", "StoreInterface", "StoreModel", "FUSE", "FileIO", system]),

        // Ring 6: the front
        ring(
            "StoreCommands",
            [
                "StoreOperations", "StoreMount", "StoreTree", "StoreRepository",
                "StoreInterface", "StoreModel", "FUSE", "Hashing",
                "FileIO", "Sabotage", system, arguments, yams,
            ]),
        .executableTarget(
            name: "store", dependencies: ["StoreCommands"], swiftSettings: settings),

        // Tests mirror the sources; TestSupport holds what several of them use.
        .target(
            name: "TestSupport",
            dependencies: ["FileIO", "Hashing", "StoreModel", "StoreInterface", system],
            path: "Tests/TestSupport", swiftSettings: settings),
        // Run by ReliabilityTests as a process of its own.
        .executableTarget(
            name: "BlockRecorder", dependencies: ["TestSupport"], path: "Tests/BlockRecorder",
            swiftSettings: settings),
        .executableTarget(
            name: "StoreShell", dependencies: ["StoreCommands", "FileIO", "TestSupport"],
            path: "Tests/StoreShell", swiftSettings: settings),
        // Run by hand (docs/benchmarks.md).
        .executableTarget(
            name: "IndexBenchmark",
            dependencies: [
                "StoreRepository", "StoreInterface", "StoreModel", "Compression", "Hashing",
                "FileIO",
            ],
            path: "Tests/IndexBenchmark", swiftSettings: settings),
        tests("FileIOTests", ["FileIO", "TestSupport", system]),
        tests("HashingTests", ["Hashing", "TestSupport"]),
        tests("CompressionTests", ["Compression", "TestSupport"]),
        tests("ChunkingTests", ["Chunking", "TestSupport"]),
        tests("FUSETests", ["FUSE", "FileIO", "TestSupport", system]),
        tests("StoreModelTests", ["StoreModel", "Hashing", "TestSupport"]),
        tests(
            "StoreRepositoryTests",
            [
                "StoreRepository", "StoreInterface", "StoreModel", "Chunking", "Compression",
                "Hashing", "FileIO", "TestSupport", system,
            ]),
        tests(
            "StoreTreeTests",
            ["StoreTree", "StoreInterface", "StoreModel", "Hashing", "TestSupport"]),
        tests(
            "StoreOperationsTests",
            [
                "StoreOperations", "StoreRepository", "StoreInterface", "StoreModel", "Chunking",
                "Compression", "Hashing", "FileIO", "TestSupport", "store", system,
            ]),
        tests(
            "StoreMountTests",
            [
                "StoreMount", "StoreTree", "StoreInterface", "StoreModel", "FUSE", "FileIO",
                "Hashing", "TestSupport", system,
            ]),
        tests(
            "StoreCommandsTests",
            [
                "StoreCommands", "StoreOperations", "StoreModel", "Hashing", "FileIO",
                "TestSupport", "store", system,
            ]),
        tests(
            "MountTests",
            [
                "StoreOperations", "StoreRepository", "StoreModel", "Hashing", "FileIO",
                "TestSupport", "store", system,
            ]),
        tests(
            "ReliabilityTests",
            [
                "StoreOperations", "StoreRepository", "StoreModel", "Hashing", "FileIO",
                "TestSupport", "BlockRecorder", "StoreShell", "store", system,
            ]),
    ],
    swiftLanguageModes: [.v6]
)
