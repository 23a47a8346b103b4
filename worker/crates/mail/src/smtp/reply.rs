//! What a server says (RFC 5321, section 4.2), out of pieces as they come.

/// The longest line; the RFC's own limit is 512 bytes, and some exceed it.
const LONGEST_LINE: usize = 2_000;
/// Of one reply.
const MOST_LINES: usize = 100;
/// Of a whole conversation.
const MOST_BYTES: usize = 64 * 1024;

/// A whole reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// 200 to 559.
    pub code: u16,
    /// Without their codes. What is no UTF-8 is replaced.
    pub lines: Vec<String>,
}

/// It doesn't speak SMTP, or says too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

/// Puts replies together.
#[derive(Default)]
pub struct Replies {
    bytes: Vec<u8>,
    /// Of `bytes`, those that are looked at.
    read: usize,
    came: usize,
    code: Option<u16>,
    lines: Vec<String>,
}

impl Replies {
    /// Takes what has come.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Malformed> {
        self.came = self.came.saturating_add(bytes.len());
        if self.came > MOST_BYTES {
            return Err(Malformed("too many bytes"));
        }
        self.bytes.drain(..self.read);
        self.read = 0;
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// The next reply, if it is whole.
    pub fn next_reply(&mut self) -> Result<Option<Reply>, Malformed> {
        loop {
            let rest = self.bytes.get(self.read..).unwrap_or_default();
            let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
                // Its CR counts as little as when it is whole.
                return match rest.len() > LONGEST_LINE + 1 {
                    true => Err(Malformed("a line too long")),
                    false => Ok(None),
                };
            };
            let line = rest.get(..end).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let (code, is_last, text) = parsed(line)?;
            self.read += end + 1;
            if self.code.is_some_and(|before| before != code) {
                return Err(Malformed("two codes in one reply"));
            }
            if self.lines.len() >= MOST_LINES {
                return Err(Malformed("too many lines"));
            }
            self.code = Some(code);
            self.lines.push(text);
            if is_last {
                self.code = None;
                let lines = std::mem::take(&mut self.lines);
                return Ok(Some(Reply { code, lines }));
            }
        }
    }

    /// Whether more has come than was asked for.
    pub fn has_more(&self) -> bool {
        self.read < self.bytes.len() || self.code.is_some()
    }
}

/// Code, whether it is the reply's last line, and text.
fn parsed(line: &[u8]) -> Result<(u16, bool, String), Malformed> {
    let malformed = Err(Malformed("no reply of SMTP"));
    if line.len() > LONGEST_LINE {
        return Err(Malformed("a line too long"));
    }
    let Some((
        [
            first @ b'2'..=b'5',
            second @ b'0'..=b'5',
            third @ b'0'..=b'9',
        ],
        rest,
    )) = line.split_first_chunk()
    else {
        return malformed;
    };
    let (is_last, text) = match rest.split_first() {
        None => (true, rest),
        Some((b' ', text)) => (true, text),
        Some((b'-', text)) => (false, text),
        Some(_) => return malformed,
    };
    let digit = |byte: &u8| u16::from(byte - b'0');
    let code = digit(first) * 100 + digit(second) * 10 + digit(third);
    Ok((code, is_last, String::from_utf8_lossy(text).into_owned()))
}

impl Reply {
    pub fn is_positive(&self) -> bool {
        (200..300).contains(&self.code)
    }

    pub fn is_permanent(&self) -> bool {
        self.code >= 500
    }

    /// The enhanced status (RFC 3463) that the last line begins with: class, subject, detail.
    pub fn status(&self) -> Option<(u16, u16, u16)> {
        let word = self.lines.last()?.split(' ').next()?;
        let mut numbers = word.split('.').map(|number| match number.len() {
            1..=3 if number.bytes().all(|byte| byte.is_ascii_digit()) => number.parse().ok(),
            _ => None,
        });
        let status = (numbers.next()??, numbers.next()??, numbers.next()??);
        (numbers.next().is_none() && status.0 == self.code / 100).then_some(status)
    }

    /// Code and enhanced status, for the log. The text may name the recipient.
    pub fn named(&self) -> String {
        match self.status() {
            Some((class, subject, detail)) => {
                format!("{} {class}.{subject}.{detail}", self.code)
            }
            None => self.code.to_string(),
        }
    }

    /// Whether a keyword is among the extensions that it lists; its parameters, if so (RFC 5321, section 4.1.1.1).
    pub fn extension(&self, keyword: &str) -> Option<&str> {
        self.lines.iter().skip(1).find_map(|line| {
            // `AUTH=PLAIN` is how servers wrote it before the RFC.
            let (name, parameters) = line.split_once([' ', '=']).unwrap_or((line, ""));
            name.eq_ignore_ascii_case(keyword).then_some(parameters)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn replies(bytes: &[u8]) -> Result<Vec<Reply>, Malformed> {
        let mut replies = Replies::default();
        replies.push(bytes)?;
        let mut all = Vec::new();
        while let Some(reply) = replies.next_reply()? {
            all.push(reply);
        }
        Ok(all)
    }

    fn reply(code: u16, lines: &[&str]) -> Reply {
        Reply {
            code,
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        }
    }

    #[test]
    fn replies_have_one_line_or_several() {
        for (bytes, expected) in [
            ("220 ready\r\n", reply(220, &["ready"])),
            ("250\r\n", reply(250, &[""])),
            ("250 \r\n", reply(250, &[""])),
            (
                "250-a\r\n250-B C\r\n250 d\r\n",
                reply(250, &["a", "B C", "d"]),
            ),
            ("250-\r\n250\r\n", reply(250, &["", ""])),
            // Not as the RFC has it, and met with.
            ("354 go on\n", reply(354, &["go on"])),
        ] {
            assert_eq!(replies(bytes.as_bytes()), Ok(vec![expected]), "{bytes:?}");
        }
        assert_eq!(replies(b"250 a\r\n221 b\r\n").unwrap().len(), 2);
        for half in ["", "2", "250", "250 ready\r", "250-a\r\n", "250-a\r\n250"] {
            assert_eq!(replies(half.as_bytes()), Ok(Vec::new()), "{half:?}");
        }
    }

    #[test]
    fn what_is_no_reply_is_told() {
        for bytes in [
            "HTTP/1.1 400 Bad Request\r\n",
            "\r\n",
            "25 a\r\n",
            "2500 a\r\n",
            "250_a\r\n",
            "150 a\r\n",
            "650 a\r\n",
            "260 a\r\n",
            "+50 a\r\n",
            "250-a\r\n251 b\r\n",
            "250-a\r\nb\r\n",
        ] {
            assert!(replies(bytes.as_bytes()).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn a_server_that_says_too_much_is_not_heard_to_its_end() {
        let line =
            |length: usize| [b"250 ".to_vec(), vec![b'a'; length], b"\r\n".to_vec()].concat();
        assert!(replies(&line(1_990)).is_ok());
        assert!(replies(&line(2_000)).is_err());
        assert!(replies(&vec![b'a'; 2_002]).is_err(), "without an end");
        assert!(replies("250-a\r\n".repeat(100).as_bytes()).is_ok());
        assert!(replies("250-a\r\n".repeat(101).as_bytes()).is_err());
        let mut endless = Replies::default();
        let ended = (0..10_000)
            .any(|_| endless.push(b"250 a\r\n").is_err() || endless.next_reply().is_err());
        assert!(ended);
    }

    #[test]
    fn an_enhanced_status_is_of_its_codes_class() {
        for (code, line, status) in [
            (550, "5.1.1 no such user", Some((5, 1, 1))),
            (450, "4.2.2", Some((4, 2, 2))),
            (550, "4.1.1 of another class", None),
            (550, "no such user", None),
            (550, "5.1 user", None),
            (550, "5.1.1.1 user", None),
            (550, "5..1 user", None),
            (550, "5.+1.1 user", None),
            (550, "5.1.1000 user", None),
        ] {
            assert_eq!(reply(code, &[line]).status(), status, "{line}");
        }
        assert_eq!(
            reply(550, &["5.1.1 <jane@example.com>"]).named(),
            "550 5.1.1"
        );
        assert_eq!(reply(550, &["<jane@example.com>"]).named(), "550");
    }

    #[test]
    fn extensions_are_found_in_any_case_and_not_in_the_greeting() {
        let hello = reply(
            250,
            &[
                "STARTTLS greets you",
                "auth LOGIN PLAIN",
                "8BITMIME",
                "SIZE 10",
            ],
        );
        assert_eq!(hello.extension("AUTH"), Some("LOGIN PLAIN"));
        assert_eq!(hello.extension("8bitmime"), Some(""));
        assert_eq!(hello.extension("STARTTLS"), None);
        assert_eq!(
            reply(250, &["", "AUTH=PLAIN"]).extension("AUTH"),
            Some("PLAIN")
        );
    }

    proptest! {
        #[test]
        fn replies_do_not_depend_on_how_they_are_cut(
            codes in prop::collection::vec((200u16..=259, prop::collection::vec("[ -~]{0,20}", 1..4)), 1..4),
            cuts in prop::collection::vec(0usize..40, 0..8),
        ) {
            let mut bytes = Vec::new();
            for (code, lines) in &codes {
                for (at, line) in lines.iter().enumerate() {
                    let mark = if at + 1 == lines.len() { ' ' } else { '-' };
                    bytes.extend(format!("{code}{mark}{line}\r\n").bytes());
                }
            }
            let mut parser = Replies::default();
            let mut all = Vec::new();
            let mut rest = bytes.as_slice();
            for cut in cuts.into_iter().chain([usize::MAX]) {
                let (piece, after) = rest.split_at(cut.min(rest.len()));
                rest = after;
                parser.push(piece).unwrap();
                while let Some(reply) = parser.next_reply().unwrap() {
                    all.push(reply);
                }
            }
            prop_assert!(!parser.has_more());
            prop_assert_eq!(all, replies(&bytes).unwrap());
        }

        #[test]
        fn any_bytes_are_a_reply_or_none(bytes: Vec<u8>) {
            let _ = replies(&bytes);
        }
    }
}
