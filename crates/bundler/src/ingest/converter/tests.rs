//! Programs that read, fail, hang and never end, as scripts.

use tempfile::TempDir;

use super::*;

/// A folder of programs: what each is called and what its script does.
fn programs(scripts: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, script) in scripts {
        // Written by another process: a file that we write may still be open in one that another test has just begun,
        // and what is being written cannot be run.
        let mut write = Command::new("/bin/sh");
        write.args(["-c", "printf '#!/bin/sh\\n%s\\n' \"$2\" > \"$1\" && chmod +x \"$1\"", "sh"]);
        assert!(write.arg(dir.path().join(name)).arg(script).status().unwrap().success());
    }
    dir
}

/// What is made of a document by these programs.
fn read(scripts: &[(&str, &str)]) -> Result<Warned<String>, Problem> {
    read_within(Duration::from_secs(30), scripts)
}

fn read_within(time: Duration, scripts: &[(&str, &str)]) -> Result<Warned<String>, Problem> {
    let dir = programs(scripts);
    let bounds = Bounds { time, text: 1 << 20 };
    text_by(&installed(Some(dir.path().as_os_str())), b"old", &Place::default(), bounds)
}

fn message(scripts: &[(&str, &str)]) -> String {
    let problem = read(scripts).unwrap_err();
    assert!(problem.cure.contains("save it again as .docx"), "{}", problem.cure);
    problem.message
}

#[test]
fn the_first_program_that_reads_it_is_named_and_told_nothing_but_its_own_folder() {
    let script = "printf 'Tin: %s\\n\\007%s\\r\\n' \"$*\" \"$HOME\"; [ \"$PWD\" = \"$HOME\" ] && cat document.doc";
    let read = read(&[("catdoc", script), ("antiword", "echo no")]).unwrap();
    let lines: Vec<&str> = read.output.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines[0], "Tin: -s cp1252 -d utf-8 -w document.doc");
    assert_eq!(lines[2], "old");
    assert!(!Path::new(lines[1]).exists(), "its folder goes with it");
    assert!(read.problems[0].message.contains("catdoc has read its text"), "{:?}", read.problems);
}

#[test]
fn catdoc_is_told_to_leave_letters_alone() {
    let script = "cat $HOME/.catdocrc ascii.specchars; [ -e ascii.replchars ] && [ ! -s ascii.replchars ] && echo Tin";
    let read = read(&[("catdoc", script)]).unwrap();
    assert_eq!(read.output, "map_path=.\n001C \"\\t\"\n001E \"\\n\"\nTin\n");
}

#[test]
fn a_program_that_writes_a_file_is_read_from_there() {
    let script = "printf '\\357\\273\\277Tin\\n' > document.txt; echo convert";
    let read = read(&[("libreoffice", script)]).unwrap();
    assert_eq!(read.output, "Tin\n");
    assert!(read.problems[0].message.contains("LibreOffice has read"), "{:?}", read.problems);
    let message = message(&[("soffice", "echo convert")]);
    assert_eq!(message, "it is of Word 95 or older, and LibreOffice has written no text");
}

#[test]
fn a_program_that_fails_leaves_it_to_the_next() {
    let failing = ("catdoc", "echo half; exit 1");
    assert_eq!(read(&[failing, ("antiword", "echo Tin")]).unwrap().output, "Tin\n");
    assert_eq!(
        message(&[failing, ("antiword", "echo ...")]),
        "it is of Word 95 or older, and catdoc cannot read it, antiword finds no text in it"
    );
}

#[test]
fn a_program_that_hangs_is_ended_with_all_it_has_started() {
    const TIME: Duration = Duration::from_millis(200);
    let dir = tempfile::tempdir().unwrap();
    let late = dir.path().join("late");
    let script = format!("(sleep 3; echo late > {}) & wait", late.display());
    let started = Instant::now();
    // One that closes what it prints to is no better than one that keeps it open.
    for (name, script) in [("antiword", script.as_str()), ("catdoc", "exec >&-; sleep 3")] {
        let problem = read_within(TIME, &[(name, script)]).unwrap_err();
        let message = format!("{name} has not read it within 0 seconds");
        assert!(problem.message.ends_with(&message), "{}", problem.message);
    }
    assert!(started.elapsed() < Duration::from_millis(2900), "{:?}", started.elapsed());
    thread::sleep(Duration::from_millis(3300).saturating_sub(started.elapsed()));
    assert!(!late.exists());
}

#[test]
fn a_program_that_never_ends_printing_is_cut_off() {
    let script = "while :; do echo 0123456789012345678901234567890123456789; done";
    let dir = programs(&[("antiword", script)]);
    let bounds = Bounds { time: Duration::from_secs(30), text: 10_000 };
    let started = Instant::now();
    let found = installed(Some(dir.path().as_os_str()));
    let problem = text_by(&found, b"", &Place::default(), bounds).unwrap_err();
    assert!(problem.message.ends_with("antiword gives more text than any document has"));
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn programs_are_sought_in_named_folders_only_and_their_lack_is_told_with_its_cure() {
    let dir = programs(&[("catdoc", "echo x"), ("soffice", "echo x")]);
    fs::write(dir.path().join("antiword"), "#!/bin/sh\necho not to be run").unwrap();
    let path =
        env::join_paths(["", ".", "bin"].map(PathBuf::from).into_iter().chain([dir.path().into()]));
    let found = installed(Some(&path.unwrap()));
    let names: Vec<&str> = found.iter().map(|(it, _)| it.name).collect();
    assert_eq!(names, ["LibreOffice", "catdoc"]);
    assert!(installed(Some(OsStr::new(".:bin"))).is_empty() && installed(None).is_empty());
    let problem = text_by(&Vec::new(), b"", &Place::default(), BOUNDS).unwrap_err();
    assert!(problem.message.ends_with("no program that reads it is installed"));
    assert!(problem.cure.starts_with("install LibreOffice, catdoc or antiword"));
}
