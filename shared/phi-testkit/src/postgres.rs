//! A real PostgreSQL that a test owns: on a free port of loopback, in a folder of its own, killed when dropped. Its binaries
//! are the system's; nothing here fetches them.
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::nats::free_port;

/// Why a PostgreSQL does not start.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// No binaries.
    #[error("PHI-D004: PostgreSQL was not found on PATH or below /usr/lib/postgresql; apt-get install postgresql")]
    NotFound,
    /// A program of it failed.
    #[error("PHI-D005: PostgreSQL's {program} failed: {output}")]
    Failed {
        /// Which.
        program: &'static str,
        /// What it said.
        output: String,
    },
    /// The folder.
    #[error("PHI-D006: PostgreSQL's folder cannot be used: {0}")]
    Io(#[from] io::Error),
}

/// A running PostgreSQL with one empty database.
pub struct Postgres {
    programs: PathBuf,
    folder: tempfile::TempDir,
    owner: Option<(u32, u32)>,
    port: u16,
    child: Option<Child>,
}

impl Postgres {
    /// Makes a database cluster, starts a server on it and waits until it answers. Run by root, the server is the user
    /// `postgres` or `nobody`, since it refuses to be root.
    ///
    /// # Errors
    /// [`PostgresError`] that says what to do.
    pub fn start() -> Result<Self, PostgresError> {
        let programs = programs().ok_or(PostgresError::NotFound)?;
        let folder = tempfile::Builder::new().prefix("phimesh-postgres-").tempdir()?;
        let owner = if std::fs::metadata(folder.path())?.uid() == 0 { another_user()? } else { None };
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700))?;
        if let Some((user, group)) = owner {
            chown(folder.path(), Some(user), Some(group))?;
        }
        let mut postgres = Self { programs, folder, owner, port: free_port()?, child: None };
        let data = postgres.data();
        let flags = ["--auth=trust", "--username=phimesh", "--encoding=UTF8", "--no-locale", "--no-sync", "--pgdata"];
        postgres.run(postgres.program("initdb").args(flags).arg(data), "initdb")?;
        postgres.restart()?;
        Ok(postgres)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }

    #[expect(clippy::unused_self, reason = "what is run is one of its programs")]
    fn run(&self, command: &mut Command, program: &'static str) -> Result<String, PostgresError> {
        let output = command.output()?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        Err(PostgresError::Failed { program, output: String::from_utf8_lossy(&output.stderr).into_owned() })
    }

    /// Kills it if it runs, and starts it on the same port and data.
    ///
    /// # Errors
    /// As [`Postgres::start`].
    pub fn restart(&mut self) -> Result<(), PostgresError> {
        self.kill();
        let port = self.port.to_string();
        let mut command = self.program("postgres");
        // fsync off: a test's data need not outlive a power cut
        command.arg("-D").arg(self.data()).args(["-F", "-h", "127.0.0.1", "-p", &port, "-k", ""]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn()?;
        self.child = Some(child);
        let started = Instant::now();
        loop {
            match self.sql("SELECT 1") {
                Ok(_) => return Ok(()),
                Err(error) if started.elapsed() > Duration::from_secs(20) => return Err(error),
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    /// Ends every connection and the server without a checkpoint, as a crash does.
    pub fn kill(&mut self) {
        self.end("--mode=immediate");
    }

    /// Ends every connection and, after a checkpoint, the server, as an upgrade does.
    pub fn stop(&mut self) {
        self.end("--mode=fast");
    }

    fn end(&mut self, mode: &str) {
        if let Some(mut child) = self.child.take() {
            let mut stop = self.program("pg_ctl");
            stop.arg("stop").arg("--pgdata").arg(self.data()).args([mode, "--silent"]);
            if self.run(&mut stop, "pg_ctl").is_err() {
                let _may_be_gone = child.kill();
            }
            let _reaped = child.wait();
        }
    }

    /// Runs a statement; its rows, unaligned, without headings.
    ///
    /// # Errors
    /// [`PostgresError::Failed`] with what the server said.
    pub fn sql(&self, statement: &str) -> Result<String, PostgresError> {
        let mut command = self.program("psql");
        command.args(["--no-psqlrc", "--tuples-only", "--no-align", "--dbname", &self.url(), "--command", statement]);
        self.run(&mut command, "psql")
    }

    /// `postgres://…`, as `mesh.database` takes it.
    pub fn url(&self) -> String {
        format!("postgres://phimesh@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The folder of PostgreSQL's programs: that of `postgres` on PATH, or the newest below `/usr/lib/postgresql`, where Debian
/// puts them and not on PATH.
#[expect(clippy::disallowed_methods, reason = "PATH says where the system's programs are")]
fn programs() -> Option<PathBuf> {
    let whole =
        |folder: &PathBuf| ["initdb", "postgres", "pg_ctl", "psql"].iter().all(|name| folder.join(name).is_file());
    let path = std::env::var("PATH").unwrap_or_default();
    let linked = path.split(':').filter_map(|folder| Path::new(folder).join("postgres").canonicalize().ok());
    let on_path = linked.filter_map(|program| Some(program.parent()?.to_owned())).find(whole);
    on_path.or_else(|| {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
        let numbered =
            versions.filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path())));
        let bins = numbered.map(|(version, folder)| (version, folder.join("bin")));
        bins.filter(|(_, folder)| whole(folder)).max().map(|(_, folder)| folder)
    })
}

/// User and group of somebody who is not root.
fn another_user() -> io::Result<Option<(u32, u32)>> {
    let users = std::fs::read_to_string("/etc/passwd")?;
    let ids = |name: &str| {
        let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == name)?;
        Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
    };
    Ok(ids("postgres").or_else(|| ids("nobody")))
}
