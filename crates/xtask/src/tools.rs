//! What a machine must have before we can work: asked for early, said in words, and added where
//! it can be.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::house;
use crate::steps::Line;

/// The target the reader is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

const NO_COMPILER: &str = "There is no C compiler (`cc`), which Rust needs to link programs. \
    Debian, Ubuntu: apt-get install build-essential. Fedora: dnf install gcc. \
    macOS: xcode-select --install.";

const NO_NETWORK: &str = "The network cannot be reached, so Rust crates and tools cannot be \
    fetched. Connect once and run the same command again: what has been fetched is kept, and later \
    runs need no network.";

/// Finds the reason for a failure that the words of cargo, rustc or rustup betray.
pub(crate) fn cure(words: &str) -> Option<&'static str> {
    let says = |signs: &[&str]| signs.iter().any(|sign| words.contains(sign));
    if says(&["linker `cc` not found", "failed to find tool \"cc\""]) {
        return Some(NO_COMPILER);
    }
    let unreachable = [
        "resolve host",
        "dns error",
        "network failure",
        "--offline was specified",
        "using offline mode",
        "failed to download from",
        "Connection refused",
        "Failed to connect",
        "error sending request",
    ];
    if says(&unreachable) {
        return Some(NO_NETWORK);
    }
    if says(&["No space left on device"]) {
        return Some(
            "The disk is full: cargo needs about 4 GB for everything. `cargo clean` helps.",
        );
    }
    None
}

/// Makes sure that programs can be linked.
pub(crate) fn need_compiler() -> Result<()> {
    if cfg!(unix) && find("cc").is_none() {
        bail!(NO_COMPILER);
    }
    Ok(())
}

/// Makes sure that Rust can compile to wasm; adds the target if it is missing. rustup would add it
/// by itself from `rust-toolchain.toml`, but not where RUSTUP_AUTO_INSTALL=0 is set.
pub(crate) fn need_wasm_target(line: &Line) -> Result<String> {
    need_of_rust(line, WASM, ["target", "add", WASM])
}

/// Makes sure that the sources of Rust's standard library are here, which the reader is built with.
/// They are not in `rust-toolchain.toml`: whoever only tests needs no network for them.
pub(crate) fn need_std_sources(line: &Line) -> Result<String> {
    need_of_rust(line, "src/rust/library", ["component", "add", "rust-src"])
}

/// Makes sure that Rust has a folder; has rustup add what brings it.
fn need_of_rust(line: &Line, folder: &str, add: [&str; 3]) -> Result<String> {
    let rustc =
        line.run(Command::new("rustc").args(["--print", "sysroot"]).current_dir(house::root()));
    let sysroot = rustc.context("Rust does not run")?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(folder).is_dir() {
        return Ok(String::new());
    }
    let what = add[2];
    if find("rustup").is_none() {
        bail!(
            "Rust's {what} is missing and there is no rustup to add it. Install Rust from \
             https://rustup.rs, or {what} from the package manager that Rust came from."
        );
    }
    line.run(Command::new("rustup").args(add).current_dir(house::root()))?;
    Ok(format!("added {what} "))
}

/// Makes sure that nobody listens on a port of this machine.
pub(crate) fn need_port(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => bail!(
            "Port {port} cannot be used ({error}). End the program that holds it, or choose \
             another: cargo xtask demo --port {}",
            port.checked_add(1).unwrap_or(8000)
        ),
    }
}

/// Programs that drive browsers, and what has them: Debian's packages, or cargo.
const BROWSERS: [(&str, &str); 7] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("firefox-esr", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("Xvfb", "xvfb"),
    ("npm", "npm"),
    ("geckodriver", GECKODRIVER),
];

/// Debian has it only inside of other packages; it is built in two minutes.
const GECKODRIVER: &str = "geckodriver@0.37.1";

/// Makes sure that three browsers and their drivers are here; installs Debian's where we may. What a
/// machine that is not Debian lacks is named.
pub(crate) fn need_browsers() -> Result<()> {
    need_programs(&BROWSERS)
}

/// The same for Chromium alone, which is what is measured and photographed.
pub(crate) fn need_browser() -> Result<()> {
    need_programs(&BROWSERS[..2])
}

/// Where Debian puts WordPress.
pub(crate) const WORDPRESS: &str = "/usr/share/wordpress";

/// Makes sure that a WordPress can be made: its files, what runs them and what they want to ask.
pub(crate) fn need_wordpress() -> Result<()> {
    need_programs(&[
        ("/usr/share/wordpress/wp-load.php", "wordpress"),
        (
            "/usr/share/wordpress/wp-content/themes/twentytwentythree/theme.json",
            "wordpress-theme-twentytwentythree",
        ),
        ("php", "php-cli"),
        ("mariadbd", "mariadb-server"),
    ])
}

/// Programs and other files by their names, with the packages that have them.
fn need_programs(programs: &[(&str, &str)]) -> Result<()> {
    let missing = || programs.iter().filter(|(program, _)| find(program).is_none());
    let is_root = || output("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    let packages: Vec<&str> =
        missing().map(|(_, package)| *package).filter(|name| *name != GECKODRIVER).collect();
    if !packages.is_empty() && find("apt-get").is_some() && is_root() {
        println!("Installing from Debian's packages: {} …", packages.join(" "));
        apt_get(&["update", "-qq"])?;
        let install = ["install", "-y", "-qq", "--no-install-recommends"];
        apt_get(&[&install[..], &packages].concat())?;
    }
    if missing().any(|(_, package)| *package == GECKODRIVER) {
        println!("Building {GECKODRIVER} …");
        let install = ["install", "--quiet", "--locked", GECKODRIVER];
        if !house::cargo().args(install).status().context("cargo install")?.success() {
            bail!("cargo install {GECKODRIVER} failed. {NO_NETWORK}");
        }
    }
    let missing: Vec<&str> = missing().map(|(program, _)| *program).collect();
    if !missing.is_empty() {
        let (built, packages): (Vec<&str>, Vec<&str>) =
            programs.iter().map(|(_, package)| *package).partition(|name| *name == GECKODRIVER);
        let build = match built.is_empty() {
            true => String::new(),
            false => {
                format!("; `cargo install --locked {GECKODRIVER}`, with cargo's bin folder in PATH")
            }
        };
        bail!(
            "The tests do not find {}. Debian, Ubuntu: sudo apt-get install {}{build}.",
            missing.join(", "),
            packages.join(" ")
        );
    }
    Ok(())
}

fn apt_get(args: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    command.args(args).env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
    if !command.status().context("apt-get")?.success() {
        bail!("apt-get {} failed. {NO_NETWORK}", args.join(" "));
    }
    Ok(())
}

/// Finds a program as a shell would.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path).map(|folder| folder.join(&name)).find(|file| file.is_file())
}

fn output(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_failures_come_with_a_cure() {
        let compiler = "error: linker `cc` not found\n  |\n  = note: No such file or directory";
        assert_eq!(cure(compiler), Some(NO_COMPILER));
        let network =
            "warning: spurious network error (3 tries remaining): [6] Could not resolve host";
        assert_eq!(cure(network), Some(NO_NETWORK));
        assert_eq!(cure("error[E0308]: mismatched types"), None);
    }

    #[test]
    fn a_taken_port_is_noticed() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let message = need_port(port).unwrap_err().to_string();
        assert!(message.contains(&format!("--port {}", port + 1)), "{message}");
    }
}
