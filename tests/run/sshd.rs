//! A real ssh server on the loopback, with keys and settings of its own, for as long as a test.

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

pub struct Sshd {
    child: Child,
    pub folder: TempDir,
    /// What lives as long as it.
    pub beside: Option<TempDir>,
    /// How its second factor is asked, for all of the machine as long as it lives.
    factor: Option<PathBuf>,
    port: u16,
}

impl Sshd {
    pub fn start() -> Self {
        Self::with("")
    }

    /// A server with some more lines in its settings.
    pub fn with(more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::of(folder, Path::new("/usr/sbin/sshd"), more)
    }

    /// A server that wants a code as well, asked by keyboard-interactive. `None` where nobody may
    /// set that up: it takes root.
    pub fn with_code(code: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let name = format!("runsheet-test-{}", std::process::id());
        // It is asked by the name of the program.
        let program = folder.path().join(&name);
        std::os::unix::fs::symlink("/usr/sbin/sshd", &program).unwrap();
        let check = folder.path().join("check");
        std::fs::write(&check, format!("[ \"$(tr -d '\\000')\" = {code} ]\n")).unwrap();
        let factor = PathBuf::from("/etc/pam.d").join(name);
        let text = format!(
            "auth required pam_exec.so quiet expose_authtok /bin/sh {}\nauth required pam_permit.so\n\
             account required pam_permit.so\nsession required pam_permit.so\n",
            check.display()
        );
        std::fs::write(&factor, text).ok()?;
        let more = "UsePAM yes\nKbdInteractiveAuthentication yes\n\
                    AuthenticationMethods publickey,keyboard-interactive:pam";
        let mut sshd = Self::of(folder, &program, more);
        sshd.factor = Some(factor);
        Some(sshd)
    }

    fn of(folder: TempDir, program: &Path, more: &str) -> Self {
        let at = |name: &str| folder.path().join(name);
        for key in ["host", "user"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(at(key))
                .status();
            assert!(made.unwrap().success());
        }
        std::fs::copy(at("user.pub"), at("authorized")).unwrap();
        // Where it runs as root it wants this folder, for what it does before a sign-in.
        let _ = std::fs::create_dir_all("/run/sshd");
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let folder_name = folder.path().display();
        let settings = format!(
            "{more}\nPort {port}\nListenAddress 127.0.0.1\nHostKey {folder_name}/host\nPidFile none\n\
             AuthorizedKeysFile {folder_name}/authorized\nStrictModes no\nUsePAM no\n\
             PasswordAuthentication no\nPermitRootLogin yes\nPrintMotd no\n"
        );
        std::fs::write(at("sshd_config"), settings).unwrap();
        let child = Command::new(program)
            .args(["-D", "-e", "-f"])
            .arg(at("sshd_config"))
            .stdin(Stdio::null())
            .stderr(std::fs::File::create(at("log")).unwrap())
            .spawn()
            .expect("openssh-server is installed");
        let host = std::fs::read_to_string(at("host.pub")).unwrap();
        let known = format!("[127.0.0.1]:{port} {host}");
        std::fs::write(at("known"), known).unwrap();
        let user = user();
        let client = format!(
            "Host box\n  HostName 127.0.0.1\n  Port {port}\n  User {user}\n  IdentityFile {folder_name}/user\n  \
             UserKnownHostsFile {folder_name}/known\n\
             Host stranger\n  HostName 127.0.0.1\n  Port {port}\n  User {user}\n  IdentityFile {folder_name}/user\n  \
             UserKnownHostsFile {folder_name}/none\n\
             Host nobody\n  HostName 127.0.0.1\n  Port 1\n\
             Host *\n  IdentitiesOnly yes\n  IdentityAgent none\n  GlobalKnownHostsFile /dev/null\n"
        );
        std::fs::write(at("client"), client).unwrap();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::yield_now();
        }
        Self {
            child,
            folder,
            beside: None,
            factor: None,
            port,
        }
    }

    /// Another server, reached over this one only, by the alias `far`.
    pub fn in_front_of(&self, far: &Self) {
        let folder = far.folder.path().display();
        let more = format!(
            "Host far\n  HostName 127.0.0.1\n  Port {}\n  User {}\n  ProxyJump box\n  \
             IdentityFile {folder}/user\n  UserKnownHostsFile {folder}/known\n",
            far.port,
            user()
        );
        let own = std::fs::read_to_string(self.client()).unwrap();
        std::fs::write(self.client(), more + &own).unwrap();
    }

    /// The settings of the client.
    pub fn client(&self) -> PathBuf {
        self.folder.path().join("client")
    }

    /// A folder with an `ssh` that reads those settings, to stand first in the path.
    pub fn shim(&self) -> PathBuf {
        let folder = self.folder.path().join("bin");
        std::fs::create_dir_all(&folder).unwrap();
        let ssh = folder.join("ssh");
        let text = format!(
            "#!/bin/sh\nexec /usr/bin/ssh -F {} \"$@\"\n",
            self.client().display()
        );
        std::fs::write(&ssh, text).unwrap();
        std::fs::set_permissions(&ssh, std::fs::Permissions::from_mode(0o755)).unwrap();
        folder
    }

    /// The processes of the server that hold connections.
    pub fn sessions(&self) -> Vec<i32> {
        let list = Command::new("ps")
            .args(["-eo", "pid,ppid"])
            .output()
            .unwrap();
        let list = String::from_utf8(list.stdout).unwrap();
        let own = self.child.id().to_string();
        let pairs = list.lines().filter_map(|line| {
            let mut words = line.split_whitespace();
            let (pid, parent) = (words.next()?, words.next()?);
            (parent == own).then(|| pid.parse().ok())?
        });
        pairs.collect()
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(factor) = &self.factor {
            let _ = std::fs::remove_file(factor);
        }
    }
}

fn user() -> String {
    std::env::var("USER").unwrap_or_else(|_| "root".to_owned())
}
