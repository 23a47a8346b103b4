//! What `workerd` and we ourselves write once it runs. Whoever reads it may be slow, stop or go, and the disk below it may
//! fill up: none of that stops the server. What could not be written is counted, and told once writing works again.

use crate::log_lines::{self, Form};
use anyhow::Result;
use serde_json::json;
use std::{
    collections::VecDeque,
    fs::File,
    io::{self, BufRead, BufReader, ErrorKind, Read, Write},
    os::fd::AsFd,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// How many bytes of lines wait for their reader.
const WAITING: usize = 4 << 20;
/// A line that is longer is cut.
const LONGEST_LINE: u64 = 64 << 10;
/// How often a reader that didn't take a line is tried again where no line comes to try it with.
const AGAIN: Duration = Duration::from_secs(1);
/// How long we wait at the end for what still waits.
const END: Duration = Duration::from_secs(1);
/// After which a descriptor that doesn't block is asked again.
const SOON: Duration = Duration::from_millis(25);

/// The log: a line a request. While a configuration is applied only a failure makes them of interest.
#[derive(Clone)]
pub(super) struct Log {
    /// `None` where lines are passed on.
    held: Arc<Mutex<Option<Held>>>,
    form: Form,
    out: Outlet,
    errors: Outlet,
}

#[derive(Default)]
struct Held {
    lines: Vec<String>,
    bytes: usize,
}

impl Log {
    /// To our own standard output and standard error.
    pub(super) fn new(hold: bool) -> Result<Self> {
        let form = Form::of_stdout();
        let [out, errors] = [
            io::stdout().as_fd().try_clone_to_owned()?,
            io::stderr().as_fd().try_clone_to_owned()?,
        ]
        .map(File::from);
        Ok(Self {
            held: Arc::new(Mutex::new(hold.then(Held::default))),
            form,
            out: Outlet::new(out, WAITING, AGAIN, move |count| form.show(&dropped(count))),
            errors: Outlet::new(errors, WAITING, AGAIN, dropped),
        })
    }

    /// Passes the standard output of `workerd` on, and its standard error, from now on to their ends.
    pub(super) fn follow(
        &self,
        lines: impl Read + Send + 'static,
        errors: impl Read + Send + 'static,
    ) {
        let log = self.clone();
        follow(lines, &self.out, move |line| log.add(line));
        let outlet = self.errors.clone();
        follow(errors, &self.errors, move |line| outlet.put(line));
    }

    fn add(&self, line: String) {
        let mut held = self.held();
        match held.as_mut() {
            Some(held) if !log_lines::is_urgent(&line) => {
                held.bytes += line.len();
                if held.bytes <= WAITING {
                    held.lines.push(line);
                }
            }
            _ => self.out.put(self.form.show(&line)),
        }
    }

    /// A line of our own.
    pub(super) fn event(&self, level: &str, outcome: &str, cause: &str) {
        self.out.put(self.form.show(&line(level, outcome, cause)));
    }

    /// Words of our own to whoever started us.
    pub(super) fn say(&self, text: &str) {
        self.out.put(text.to_owned());
    }

    /// Forgets what was held.
    pub(super) fn pass_on(&self) {
        *self.held() = None;
    }

    pub(super) fn print_held(&self) {
        for line in self.held().take().unwrap_or_default().lines {
            self.out.put(self.form.show(&line));
        }
    }

    /// Waits until all is written that came; not for ever.
    pub(super) fn finish(&self) {
        self.out.finish();
        self.errors.finish();
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        // Lines are whole even where a thread that held the lock has died.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn line(level: &str, outcome: &str, cause: &str) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let time = vestibule_crypto::rfc_3339(i64::try_from(now.as_millis()).unwrap_or(i64::MAX));
    json!({ "time": time, "level": level, "outcome": outcome, "cause": cause }).to_string()
}

fn dropped(count: u64) -> String {
    let lines = if count == 1 { "line was" } else { "lines were" };
    line(
        "warn",
        "lines_dropped",
        &format!("{count} {lines} dropped here: they could not be written"),
    )
}

/// Hands the lines of a stream to `take`, until it ends. `outlet` waits for that at its own end.
fn follow(
    stream: impl Read + Send + 'static,
    outlet: &Outlet,
    take: impl Fn(String) + Send + 'static,
) {
    outlet.state().sources += 1;
    let outlet = outlet.clone();
    thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        let mut line = Vec::new();
        // What is no text is passed on as far as it goes, or the writer would wait for us for ever.
        while (&mut stream)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .is_ok_and(|length| length > 0)
        {
            let text = line.strip_suffix(b"\n").unwrap_or(&line);
            take(String::from_utf8_lossy(text).into_owned());
            line.clear();
        }
        outlet.state().sources -= 1;
        outlet.shared.changed.notify_all();
    });
}

/// Where lines go, without whoever gives them waiting for whoever takes them.
#[derive(Clone)]
struct Outlet {
    shared: Arc<Shared>,
    waiting: usize,
    again: Duration,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    entries: VecDeque<Entry>,
    bytes: usize,
    /// Until half of what waits has been taken, so that gaps are few.
    full: bool,
    writing: bool,
    /// Streams that have not ended.
    sources: usize,
}

enum Entry {
    Line(String),
    /// That many lines would stand here.
    Dropped(u64),
}

impl Outlet {
    /// Writes to `sink`, with up to `waiting` bytes that wait. `notice` says how many lines are missing: at the next line
    /// that can be written, and `again` and again where none comes.
    fn new(
        sink: impl Write + Send + 'static,
        waiting: usize,
        again: Duration,
        notice: impl Fn(u64) -> String + Send + 'static,
    ) -> Self {
        let outlet = Self {
            shared: Arc::default(),
            waiting,
            again,
        };
        let taken = outlet.clone();
        thread::spawn(move || taken.write_all(Lines::new(sink), &notice));
        outlet
    }

    /// Never waits.
    fn put(&self, line: String) {
        let mut state = self.state();
        if state.bytes + line.len() > self.waiting {
            state.full = true;
        } else if state.bytes <= self.waiting / 2 {
            state.full = false;
        }
        if !state.full {
            state.bytes += line.len();
            state.entries.push_back(Entry::Line(line));
        } else if let Some(Entry::Dropped(count)) = state.entries.back_mut() {
            *count += 1;
        } else {
            state.entries.push_back(Entry::Dropped(1));
        }
        self.shared.changed.notify_all();
    }

    fn write_all<W: Write>(&self, mut sink: Lines<W>, notice: &dyn Fn(u64) -> String) {
        let mut lost: u64 = 0;
        loop {
            let entry = self.next(lost > 0);
            if let Some(Entry::Dropped(count)) = entry {
                lost += count;
            }
            if lost > 0 && sink.write(&notice(lost)).is_ok() {
                lost = 0;
            }
            if let Some(Entry::Line(line)) = entry
                && (lost > 0 || sink.write(&line).is_err())
            {
                lost += 1;
            }
            self.state().writing = false;
            self.shared.changed.notify_all();
        }
    }

    /// Waits for the next entry; not for long where something is to be told.
    fn next(&self, to_tell: bool) -> Option<Entry> {
        let mut state = self.state();
        while state.entries.is_empty() {
            state = if to_tell {
                let (state, waited) = self
                    .shared
                    .changed
                    .wait_timeout(state, self.again)
                    .unwrap_or_else(PoisonError::into_inner);
                if waited.timed_out() {
                    return None;
                }
                state
            } else {
                self.shared
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner)
            };
        }
        let entry = state.entries.pop_front();
        if let Some(Entry::Line(line)) = &entry {
            state.bytes -= line.len();
        }
        state.writing = true;
        entry
    }

    /// Waits until what came is written and no more can come; not for ever.
    fn finish(&self) {
        let busy =
            |state: &mut State| state.sources > 0 || state.writing || !state.entries.is_empty();
        drop(
            self.shared
                .changed
                .wait_timeout_while(self.state(), END, busy),
        );
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whole lines, each at the beginning of one, also after one of which a part alone was written.
struct Lines<W> {
    sink: W,
    in_a_line: bool,
}

impl<W: Write> Lines<W> {
    fn new(sink: W) -> Self {
        Self {
            sink,
            in_a_line: false,
        }
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        let begin = if self.in_a_line { "\n" } else { "" };
        let text = format!("{begin}{line}\n");
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            match self.sink.write(rest) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => {
                    let (written, left) = rest.split_at(count.min(rest.len()));
                    self.in_a_line = !written.ends_with(b"\n");
                    rest = left;
                }
                Err(error) => match error.kind() {
                    ErrorKind::Interrupted => {}
                    // Whoever shares the descriptor made it so.
                    ErrorKind::WouldBlock => thread::sleep(SOON),
                    _ => return Err(error),
                },
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, Sender, channel};

    type Answers = Sender<io::Result<usize>>;
    type Taken = Arc<Mutex<Vec<u8>>>;

    /// Takes a write for each answer that it is given; without one it blocks, as a pipe that nobody reads.
    struct Reader {
        answers: Receiver<io::Result<usize>>,
        taken: Taken,
    }

    impl Write for Reader {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            let most = self.answers.recv().unwrap_or(Ok(usize::MAX))?;
            let count = most.min(text.len());
            self.taken.lock().unwrap().extend(&text[..count]);
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn outlet(waiting: usize, again: Duration) -> (Outlet, Answers, Taken) {
        let (answer, answers) = channel();
        let taken = Arc::default();
        let reader = Reader {
            answers,
            taken: Arc::clone(&taken),
        };
        let notice = |count| format!("{count} dropped");
        (Outlet::new(reader, waiting, again, notice), answer, taken)
    }

    /// What was written once all was; a reader without further answers takes everything.
    fn written(outlet: &Outlet, answer: Answers, taken: &Taken) -> Vec<String> {
        drop(answer);
        let state = outlet.state();
        let busy = |state: &mut State| state.writing || !state.entries.is_empty();
        drop(outlet.shared.changed.wait_while(state, busy).unwrap());
        let taken = taken.lock().unwrap();
        let text = std::str::from_utf8(&taken).unwrap();
        assert!(text.ends_with('\n'), "{text:?}");
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn nobody_waits_for_a_reader_that_has_stopped_and_what_is_missing_is_counted() {
        let (outlet, answer, taken) = outlet(100, Duration::MAX);
        for number in 0..1_000 {
            outlet.put(format!("line {number}"));
        }
        let lines = written(&outlet, answer, &taken);
        let (last, whole) = lines.split_last().unwrap();
        let dropped: usize = last.strip_suffix(" dropped").unwrap().parse().unwrap();
        assert_eq!(whole.len() + dropped, 1_000);
        assert!(whole.len() > 5 && whole.len() < 25, "{lines:?}");
        for (number, line) in whole.iter().enumerate() {
            assert_eq!(*line, format!("line {number}"));
        }
    }

    #[test]
    fn after_a_full_disk_lines_go_on_and_what_is_missing_is_counted() {
        for fault in [ErrorKind::StorageFull, ErrorKind::BrokenPipe] {
            let (outlet, answer, taken) = outlet(1_000, Duration::MAX);
            for line in ["first", "second", "third", "fourth"] {
                outlet.put(line.to_owned());
            }
            let full = || Err(fault.into());
            // The first is written; of the second a part; the notice can't be, and so nor is the third.
            for given in [Ok(usize::MAX), Ok(3), full(), full()] {
                answer.send(given).unwrap();
            }
            assert_eq!(
                written(&outlet, answer, &taken),
                ["first", "sec", "2 dropped", "fourth"]
            );
        }
    }

    #[test]
    fn what_is_missing_is_told_though_no_line_follows() {
        let (outlet, answer, taken) = outlet(1_000, Duration::ZERO);
        answer.send(Err(ErrorKind::StorageFull.into())).unwrap();
        outlet.put("lost".to_owned());
        drop(answer);
        // The second try comes by itself.
        let told = || taken.lock().unwrap().ends_with(b"1 dropped\n");
        while !told() {
            thread::yield_now();
        }
    }

    #[test]
    fn a_stream_goes_on_after_what_is_no_text_and_a_line_without_end() {
        let (outlet, answer, taken) = outlet(1 << 20, Duration::MAX);
        let long = "x".repeat(usize::try_from(LONGEST_LINE).unwrap() + 5);
        let stream = [b"one\n\xff\n", long.as_bytes(), b"\ntwo\nrest"].concat();
        let lines = outlet.clone();
        follow(io::Cursor::new(stream), &outlet, move |line| {
            lines.put(line)
        });
        let state = outlet.state();
        drop(
            outlet
                .shared
                .changed
                .wait_while(state, |state| state.sources > 0),
        );
        let lines = written(&outlet, answer, &taken);
        let lengths: Vec<usize> = lines.iter().map(String::len).collect();
        assert_eq!(lengths, [3, 3, 65_536, 5, 3, 4]);
        assert_eq!(lines[1], "\u{fffd}");
        assert_eq!(lines[5], "rest");
    }

    #[test]
    fn what_is_missing_is_told_in_the_logs_own_forms() {
        let told = dropped(12);
        assert!(told.contains(r#""level":"warn""#) && told.contains("12 lines were dropped"));
        let shown = Form::Readable { colours: false }.show(&told);
        assert!(
            shown.ends_with("lines_dropped  12 lines were dropped here: they could not be written"),
            "{shown}"
        );
        assert!(dropped(1).contains("1 line was dropped"));
    }
}
