//! Listening: what is being read is painted, who reads and how fast is kept, and where no voice speaks the
//! language nothing is offered.

use anyhow::{Result, ensure};

use crate::keeping::{VOICE, find_and_open};
use crate::stage::on_the_site;

#[test]
fn the_sentence_that_is_read_is_painted_and_its_word_where_the_voice_tells_it() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        page.run(VOICE)?;
        page.run(
            "var painted = name => [...CSS.highlights.get(name) ?? []].map(String).join('|')",
        )?;
        find_and_open(page)?;
        page.click("button", "Nghe")?;
        page.until("spoken.length === 1 && painted('docbao-spoken') === spoken[0].text")?;
        ensure!(page.see("painted('docbao-word')")? == "", "a word before the voice told one");
        // The second word, and the last.
        for at in ["indexOf(' ') + 1", "lastIndexOf(' ') + 1"] {
            page.see(&format!("(saying.onboundary({{ type: 'boundary', name: 'word', charIndex: spoken[0].text.{at} }}), true)"))?;
            page.until(&format!(
                "painted('docbao-word') === spoken[0].text.slice(spoken[0].text.{at}).split(' ')[0]"
            ))?;
        }
        let shown = "(style => style.backgroundColor !== 'rgba(0, 0, 0, 0)' && style.backgroundColor !== getComputedStyle(all('.reader')[0]).backgroundColor)(getComputedStyle(article().querySelector('.text p'), '::highlight(docbao-word)'))";
        page.until(shown)?;
        page.see("(saying.onend({ type: 'end' }), true)")?;
        page.until("spoken.length === 2 && painted('docbao-spoken') === spoken[1].text && painted('docbao-word') === ''")?;
        // Further down it is brought into sight.
        for nth in 3..9 {
            page.click("button", "Câu sau")?;
            page.until_with(
                "spoken.length === arguments[0] && painted('docbao-spoken') === spoken.at(-1).text",
                &[nth.into()],
            )?;
        }
        page.until("(place => place.top > 0 && place.bottom < innerHeight)([...CSS.highlights.get('docbao-spoken')][0].getBoundingClientRect())")?;
        // While it pauses one still sees where.
        page.click("button", "Tạm dừng")?;
        page.until(
            "window.saying === undefined && painted('docbao-spoken') === spoken.at(-1).text",
        )?;
        page.click("button", "Thôi nghe")?;
        page.until("painted('docbao-spoken') === '' && painted('docbao-word') === ''").map(drop)
    })
}

#[test]
fn who_reads_and_how_fast_is_kept() -> Result<()> {
    on_the_site(|page| {
        page.run(VOICE)?;
        find_and_open(page)?;
        page.click("button", "Nghe")?;
        page.until("spoken.length === 1 && saying.rate === 1 && saying.voice.name === 'Linh'")?;
        let choose = "((select, value) => { select.value = value; select.dispatchEvent(new Event('change', { bubbles: true })); return true })(named('.player select', arguments[0]), arguments[1])";
        page.see_with(choose, &["Tốc độ".into(), "150".into()])?;
        // The sentence that was interrupted is read again.
        page.until("spoken.length === 2 && saying.rate === 1.5 && saying.text === spoken[0].text")?;
        page.see_with(choose, &["Giọng".into(), "An".into()])?;
        page.until("spoken.length === 3 && saying.rate === 1.5 && saying.voice.name === 'An'")?;
        page.see("(el.close(), true)")?;
        page.until("!article() && !location.hash.includes(';d=')")?;
        page.reload()?;
        page.ready()?;
        page.run(VOICE)?;
        find_and_open(page)?;
        page.click("button", "Nghe")?;
        page.until("spoken.length === 1 && saying.rate === 1.5 && saying.voice.name === 'An'")
            .map(drop)
    })
}

#[test]
fn where_no_voice_speaks_the_language_nothing_is_offered_until_one_comes() -> Result<()> {
    on_the_site(|page| {
        page.run(VOICE)?;
        page.run(
            "var voices = [{ name: 'Ann', lang: 'en-GB' }];
             speechSynthesis.getVoices = () => voices;",
        )?;
        find_and_open(page)?;
        page.until("named('.tools button', 'Chia sẻ')")?;
        ensure!(page.see("!named('button', 'Nghe')")? == true, "an English voice was offered");
        // Some devices know their voices only after a while.
        page.run("voices = [...voices, { name: 'Linh', lang: 'vi-VN' }]; speechSynthesis.dispatchEvent(new Event('voiceschanged'))")?;
        page.until("named('.tools button', 'Nghe')")?;
        page.run("voices = []; speechSynthesis.dispatchEvent(new Event('voiceschanged'))")?;
        page.until("!named('button', 'Nghe')").map(drop)
    })
}

#[test]
fn a_browser_that_cannot_speak_offers_all_the_rest() -> Result<()> {
    on_the_site(|page| {
        page.run("Object.defineProperty(window, 'speechSynthesis', { value: undefined })")?;
        find_and_open(page)?;
        page.until("named('.tools button', 'Chia sẻ') && named('.tools button', 'Lưu')")?;
        ensure!(page.see("!named('button', 'Nghe')")? == true, "a voice was offered");
        Ok(())
    })
}
