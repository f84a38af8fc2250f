//! breach-notification.
