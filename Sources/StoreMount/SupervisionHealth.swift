/// How workers have fared, as the supervisor tells the next one.
package enum SupervisionHealth: String, Sendable {
    case ok
    /// More than `RespawnPolicy.toleratedDeaths` in a minute.
    case degraded
}
