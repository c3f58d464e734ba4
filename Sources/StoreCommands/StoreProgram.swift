/// The program.
public enum StoreProgram {
    /// Runs the command line.
    public static func main() {}
}
