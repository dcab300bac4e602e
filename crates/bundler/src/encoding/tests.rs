//! Our own words in every encoding, as they lie in files.

use super::*;

const TEXT: &str = "Sổ tay đọc báo của Uỷ ban nhân dân phường: tìm kiếm, nghĩa, quỹ, kỵ, đường, ngặt nghèo.\n\
    Cộng hoà; UỶ BAN NHÂN DÂN QUẬN ĐỒ SƠN, Chỉ thị số 05-CT/TW, HĐND.\n";

/// A law, which is outside copyright.
const LAW: &str = include_str!("../../tests/gov-docs/luat-bien-gioi-quoc-gia.txt");

fn bytes_of(text: &str, letters: &str, first: u8, controls: &[(u8, char)]) -> Vec<u8> {
    let byte = |c: char| {
        let upper = letters.chars().position(|letter| letter == c).map(|at| at as u8 + first);
        let control = controls.iter().find(|(_, letter)| *letter == c).map(|(byte, _)| *byte);
        if c.is_ascii() { c as u8 } else { upper.or(control).unwrap() }
    };
    text.chars().map(byte).collect()
}

/// As the ABC fonts have it: no capitals with marks and tones.
fn tcvn3() -> Vec<u8> {
    let small = |c: char| match "ĂÂÊÔƠƯĐ".contains(c) || c.is_ascii() {
        true => c,
        false => c.to_lowercase().next().unwrap(),
    };
    let at = |c: char| TCVN.chars().position(|letter| letter == c).map(|at| at as u8 + 0xa0);
    TEXT.chars().map(|c| if c.is_ascii() { c as u8 } else { at(small(c)).unwrap() }).collect()
}

const VNI: &str = "Soå tay ñoïc baùo cuûa Uyû ban nhaân daân phöôøng: tìm kieám, nghóa, quyõ, kî, ñöôøng, ngaët ngheøo.\n\
    Coäng hoaø; UYÛ BAN NHAÂN DAÂN QUAÄN ÑOÀ SÔN, Chæ thò soá 05-CT/TW, HÑND.\n";

fn latin1_bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(c).unwrap()).collect()
}

#[track_caller]
fn check(bytes: &[u8], encoding: Encoding) {
    let decoded = decode(bytes, None).unwrap();
    assert_eq!((decoded.text.as_str(), decoded.encoding), (TEXT, encoding));
    assert_eq!(decode(bytes, Some(encoding)).unwrap().text, TEXT);
}

#[test]
fn every_encoding_is_found_and_read_exactly() {
    check(TEXT.as_bytes(), Encoding::Utf8);
    check(&["\u{feff}".as_bytes(), TEXT.as_bytes()].concat(), Encoding::Utf8);
    let utf16: Vec<u16> = TEXT.encode_utf16().collect();
    let little: Vec<u8> = utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    check(&little, Encoding::Utf16Le);
    check(&[&b"\xff\xfe"[..], &little].concat(), Encoding::Utf16Le);
    check(&big, Encoding::Utf16Be);
    check(&tcvn3(), Encoding::Tcvn3);
    check(&latin1_bytes(VNI), Encoding::Vni);
    check(&bytes_of(TEXT, VISCII, 0x80, &VISCII_CONTROLS), Encoding::Viscii);
    let tcvn: String = TCVN_LOW.chars().chain(TCVN.chars()).collect();
    check(&bytes_of(TEXT, &tcvn, 0x80, &TCVN_CONTROLS), Encoding::Tcvn5712);
    // The tables against bytes that other programs wrote (glibc's iconv).
    assert_eq!(TCVN_LOW.chars().count(), 32);
    assert_eq!(read(b"\x9eY H\x90NH \xa5", Encoding::Tcvn5712), "ỦY HÍNH Ơ");
    assert_eq!(read(b"H\xd0ND c\xa4p huy\xaen", Encoding::Viscii), "HĐND cấp huyện");
    let composite = "Sổ tay đọc báo của phường";
    let windows: Vec<u8> = composite
        .chars()
        .flat_map(|c| match WINDOWS_1258.encode(c.encode_utf8(&mut [0; 4])) {
            (bytes, _, false) => bytes.into_owned(),
            _ => {
                let (letter, tone): (Vec<char>, Vec<char>) =
                    c.nfd().partition(|c| !"\u{300}\u{301}\u{303}\u{309}\u{323}".contains(*c));
                let parts = letter.into_iter().nfc().chain(tone).collect::<String>();
                WINDOWS_1258.encode(&parts).0.into_owned()
            }
        })
        .collect();
    let decoded = decode(&windows, None).unwrap();
    assert_eq!((decoded.text.as_str(), decoded.encoding), (composite, Encoding::Windows1258));
}

#[test]
fn a_whole_law_comes_back_from_every_encoding_that_has_its_letters() {
    let law: String = LAW.nfc().collect();
    let law = law.replace(['–', '“', '”', '…', '‘', '’'], "-");
    let tcvn: String = TCVN_LOW.chars().chain(TCVN.chars()).collect();
    for (bytes, encoding) in [
        (bytes_of(&law, VISCII, 0x80, &VISCII_CONTROLS), Encoding::Viscii),
        (bytes_of(&law, &tcvn, 0x80, &TCVN_CONTROLS), Encoding::Tcvn5712),
        (law.encode_utf16().flat_map(u16::to_le_bytes).collect(), Encoding::Utf16Le),
    ] {
        let decoded = decode(&bytes, None).unwrap();
        assert_eq!(decoded.encoding, encoding);
        assert!(decoded.text == law, "{encoding}");
    }
}

#[test]
fn text_that_was_read_wrongly_is_mended() {
    let as_latin1 = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
    assert_eq!(repair(&as_latin1(&tcvn3())).unwrap(), (TEXT.to_owned(), Encoding::Tcvn3));
    assert_eq!(repair(VNI).unwrap(), (TEXT.to_owned(), Encoding::Vni));
    assert_eq!(repair(&as_latin1(TEXT.as_bytes())).unwrap(), (TEXT.to_owned(), Encoding::Utf8));
}

#[test]
fn what_is_right_or_another_language_is_left_alone() {
    let decomposed: String = TEXT.nfd().collect();
    for text in [
        TEXT,
        &decomposed,
        "",
        "Plain words only",
        "Présenté à l'Élysée, où le théâtre français a été fêté: été, forêt, garçon, naïve.",
        "Größe, Fußgänger, Übergänge, schön, für, möglich, Straße",
        "Él comió piñas en España; qué bonito corazón, niño, mañana",
        "“Đồ Sơn” – ngày 5/3…",
    ] {
        assert_eq!(repair(text), None, "{text}");
    }
    assert_eq!(decode(b"\x00\x01\x02", None), None);
    assert_eq!(decode(b"B\xe0i", None), None);
    assert_eq!(decode(b"\xef\xbb\xbf\xff", None), None);
    assert_eq!("cp1258".parse(), Ok(Encoding::Windows1258));
    assert!("EBCDIC".parse::<Encoding>().unwrap_err().contains("TCVN3"));
}
