//! `cargo xtask test --hosts`: docbao in a real WordPress: Debian's, with PHP and MariaDB, made anew in a folder
//! of ours and gone with it. Three browsers read what an author and an administrator have put into posts. Outside
//! the everyday run, because it wants packages that nothing else does.

use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::demo;
use crate::house;
use crate::package;
use crate::reader;
use crate::steps::{Line, Steps};
use crate::test::ENGINES;
use crate::tools;

/// Longer than a database takes to begin on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn run() -> Result<()> {
    tools::need_browsers()?;
    tools::need_wordpress()?;
    let mut steps = Steps::new(reader::STEPS + 3);
    let reader = reader::build(&mut steps)?;
    let docbao = steps.step("docbao", |line| demo::build_docbao(line, &reader))?;
    let place = Place::new()?;
    let database =
        steps.step("database", |line| Ok((begin_database(line, &place)?, String::new())))?;
    let (server, posts) = steps.step("WordPress", |line| {
        lay_out(line, &place, &reader, &docbao)?;
        let mut install = Command::new("php");
        install.arg(house::root().join("tests/wordpress/install.php")).arg(&place.site);
        let posts = line.run(install.env("DOCBAO_HOST", place.address()))?;
        Ok(((begin_server(&place)?, posts), place.address()))
    })?;
    let mut failed = Vec::new();
    for engine in ENGINES {
        println!("\nWordPress in {engine}");
        let mut test = house::cargo();
        test.args(["test", "--package=docbao-e2e", "--test=wordpress"]);
        test.env("DOCBAO_ENGINE", engine).env("DOCBAO_POSTS", posts.trim());
        test.env("DOCBAO_WORDPRESS", format!("http://{}/", place.address()));
        if !test.status().context("cargo test")?.success() {
            failed.push(engine);
        }
    }
    drop((server, database));
    fs::remove_file(&place.socket).ok();
    fs::remove_dir_all(&place.folder)?;
    if !failed.is_empty() {
        bail!("docbao does not work in WordPress, in {}", failed.join(", "));
    }
    Ok(())
}

/// Where everything of the host is.
struct Place {
    folder: PathBuf,
    site: PathBuf,
    socket: PathBuf,
    port: u16,
}

impl Place {
    fn new() -> Result<Self> {
        let folder = house::products()?.join("wordpress");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        // Nobody else takes it in these seconds.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        // A socket's path has 107 bytes at most.
        let socket = std::env::temp_dir().join(format!("docbao-{port}.sock"));
        Ok(Place { site: folder.join("site"), socket, folder, port })
    }

    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

/// A program that ends with us.
struct Running(Child);

impl Running {
    /// Starts it, with its words in a file.
    fn start(command: &mut Command, words: &Path) -> Result<Self> {
        let words = fs::File::create(words)?;
        command.stdin(Stdio::null()).stdout(words.try_clone()?).stderr(words);
        Ok(Running(command.spawn().with_context(|| format!("{command:?}"))?))
    }

    /// Waits until something is so, or the program has died.
    fn until(mut self, what: &str, is_so: impl Fn() -> bool) -> Result<Self> {
        let deadline = Instant::now() + PATIENCE;
        while !is_so() {
            if self.0.try_wait()?.is_some() || Instant::now() > deadline {
                bail!("{what} does not begin; its words are in target/docbao/wordpress");
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(self)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// A database that only this machine reaches, by a socket.
fn begin_database(line: &Line, place: &Place) -> Result<Running> {
    let data = format!("--datadir={}", place.folder.join("data").display());
    let socket = format!("--socket={}", place.socket.display());
    let mut make = Command::new("mariadb-install-db");
    make.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
    line.run(make.args([&data, "--user=root"]))?;
    let mut server = Command::new("mariadbd");
    server.args(["--no-defaults", "--user=root", "--skip-networking", "--pid-file=docbao.pid"]);
    server.args([&data, &socket]);
    let server = Running::start(&mut server, &place.folder.join("database.log"))?;
    let server = server.until("MariaDB", || place.socket.exists())?;
    let create = format!(
        "(new mysqli('localhost', 'root', '', null, 0, '{}'))->query('CREATE DATABASE docbao CHARACTER SET utf8mb4');",
        place.socket.display()
    );
    line.run(Command::new("php").args(["-r", &create]))?;
    Ok(server)
}

/// WordPress with our plugin, and a library beside it.
fn lay_out(line: &Line, place: &Place, reader: &Path, docbao: &Path) -> Result<()> {
    let Place { site, socket, .. } = place;
    line.run(Command::new("cp").args(["-r", tools::WORDPRESS]).arg(site))?;
    package::wordpress(reader, &site.join("wp-content/plugins/docbao"))?;
    let articles = house::root().join("static/articles");
    line.run(Command::new(docbao).arg("build").arg(articles).arg("-o").arg(site.join("thu-vien")))?;
    // What every browser asks for, and PHP's server would not leave to WordPress.
    fs::write(site.join("favicon.ico"), [])?;
    // In place of Debian's, which is for sites under /etc.
    let config = site.join("wp-config.php");
    fs::remove_file(&config)?;
    let mut config = fs::File::create(config)?;
    write!(
        config,
        "<?php\n\
         define( 'DB_NAME', 'docbao' );\ndefine( 'DB_USER', 'root' );\ndefine( 'DB_PASSWORD', '' );\n\
         define( 'DB_HOST', 'localhost:{}' );\ndefine( 'DB_CHARSET', 'utf8mb4' );\n\
         define( 'WP_HOME', 'http://{}' );\ndefine( 'WP_SITEURL', WP_HOME );\n\
         define( 'DISABLE_WP_CRON', true );\ndefine( 'WP_HTTP_BLOCK_EXTERNAL', true );\n\
         $table_prefix = 'wp_';\n\
         if ( ! defined( 'ABSPATH' ) ) {{ define( 'ABSPATH', __DIR__ . '/' ); }}\n\
         require_once ABSPATH . 'wp-settings.php';\n",
        socket.display(),
        place.address()
    )?;
    Ok(())
}

/// PHP's own server, which knows neither `Range` nor much else.
fn begin_server(place: &Place) -> Result<Running> {
    let mut server = Command::new("php");
    server.current_dir(&place.site).args(["-S", &place.address()]);
    let server = Running::start(&mut server, &place.folder.join("php.log"))?;
    server.until("PHP", || TcpStream::connect((Ipv4Addr::LOCALHOST, place.port)).is_ok())
}
