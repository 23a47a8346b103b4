//! Elements that hold text alone, in which a rendering marker would be read.

use super::*;

#[test]
fn an_element_that_holds_text_alone_holds_no_marker() {
    for language in Language::ALL {
        let frame = Frame {
            texts: Texts::new(*language, &Overrides::new()),
            around: Surroundings {
                notice: Some(Notice::danger(Message::Incorrect)),
                ..frame().around
            },
            ..frame()
        };
        let mut documents: Vec<_> = pages().iter().map(|page| render(page, &frame)).collect();
        documents.push(crate::render_mailbox(&[], "abc"));
        documents.push(crate::render_start(&crate::Start::default(), "abc"));
        for html in documents {
            let mut titles = 0;
            for element in TEXT_ALONE {
                for start in html.split(&format!("<{element}")).skip(1) {
                    let (_, content) = start.split_once('>').expect("the tag ends");
                    let (text, _) = content
                        .split_once(&format!("</{element}>"))
                        .expect("the element ends");
                    assert!(!text.contains("<!"), "{element}: {text}");
                    titles += usize::from(element == "title" && !text.is_empty());
                }
            }
            assert_eq!(titles, 1, "one title, and it says something");
        }
    }
}

/// Where a deployed page is rendered through one type of view, a text in `view!` is followed by a marker. This build
/// has other types, so that their source is looked at: such an element gets its text as `inner_html`.
#[test]
fn an_element_that_holds_text_alone_has_no_child_in_its_source() {
    let mut folders = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src"
    ))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("the folder can be read").path();
            if path.ends_with("tests.rs") || path.ends_with("tests") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).expect("a source is text");
            // The renderer escapes nothing in `script` and `style`, and marks nothing there.
            for element in TEXT_ALONE.iter().filter(|name| !UNMARKED.contains(*name)) {
                for tag in source.split(&format!("<{element}")).skip(1) {
                    let is_it = tag.starts_with([' ', '>', '\n']);
                    assert!(
                        !is_it || tag.contains(&format!("></{element}>")),
                        "<{element}> in {}",
                        path.display()
                    );
                }
            }
        }
    }
}

/// Elements whose content is text and never markup (HTML, section 13.1.2), and those where markup is dropped.
const TEXT_ALONE: [&str; 8] = [
    "title", "textarea", "script", "style", "option", "noscript", "iframe", "xmp",
];

const UNMARKED: [&str; 2] = ["script", "style"];
