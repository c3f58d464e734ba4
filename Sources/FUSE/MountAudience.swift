/// Who may use a mount. Modes are checked by the kernel in both cases.
package enum MountAudience: Sendable {
    /// The user who mounted it, and nobody else, not even root.
    case owner
    /// `allow_other`: everyone whom the modes allow.
    case everyone
}
