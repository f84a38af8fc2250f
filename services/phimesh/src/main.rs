//! The command.

/// Redacting a file of calls is all small pieces of memory: this allocator makes it 3 % quicker than the system's.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    phimesh::run()
}
