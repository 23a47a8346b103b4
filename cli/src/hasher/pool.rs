//! The threads that hash, each in memory of its own, and the queue of what they are asked for.

use std::{
    collections::VecDeque,
    io,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};
use vestibule_crypto::{
    SecretBytes,
    hasher::{Memory, Task},
    password::Params,
};

/// Threads that hash, until it is dropped.
pub(super) struct Pool {
    queue: Arc<Queue>,
    threads: usize,
}

/// What waits, in the order in which it came.
struct Queue {
    state: Mutex<State>,
    more: Condvar,
    /// How much may wait.
    most: usize,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    is_closed: bool,
}

struct Job {
    /// A task, as it was sent.
    task: SecretBytes,
    tag: SyncSender<SecretBytes>,
}

impl Pool {
    /// So many threads, for which so much may wait. Where a span is given they hash for as long first, all at once, and
    /// how many hashes a second that made is told: then their memory is there already, too.
    pub(super) fn start(
        threads: usize,
        most: usize,
        measure: Option<Duration>,
    ) -> io::Result<(Self, Option<f64>)> {
        let pool = Self {
            queue: Arc::new(Queue {
                state: Mutex::default(),
                more: Condvar::new(),
                most,
            }),
            threads,
        };
        let (measured, rates) = sync_channel(threads);
        for number in 0..threads {
            let (queue, measured) = (Arc::clone(&pool.queue), measured.clone());
            thread::Builder::new()
                .name(format!("hasher-{number}"))
                .spawn(move || {
                    let mut memory = Memory::default();
                    let _ = measured.send(measure.map(|span| hashes_a_second(&mut memory, span)));
                    drop(measured);
                    work(&queue, memory);
                })?;
        }
        drop(measured);
        let rate = rates.iter().sum();
        Ok((pool, rate))
    }

    /// Tasks that may be under way or wait.
    pub(super) fn places(&self) -> usize {
        self.threads + self.queue.most
    }

    /// Has a task done, and gives where its tag will come; `None` when too much waits already.
    pub(super) fn ask(&self, task: SecretBytes) -> Option<Receiver<SecretBytes>> {
        let mut state = self.queue.lock();
        if state.jobs.len() >= self.queue.most {
            return None;
        }
        let (tag, answer) = sync_channel(1);
        state.jobs.push_back(Job { task, tag });
        drop(state);
        self.queue.more.notify_one();
        Some(answer)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.queue.lock().is_closed = true;
        self.queue.more.notify_all();
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        // What a thread that panicked left is whole: each change is one step.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<Job> {
        self.lock().jobs.pop_front()
    }

    /// Waits for a job; `None` when there will be none.
    fn wait(&self) -> Option<Job> {
        let is_idle = |state: &mut State| state.jobs.is_empty() && !state.is_closed;
        let waited = self.more.wait_while(self.lock(), is_idle);
        waited
            .unwrap_or_else(PoisonError::into_inner)
            .jobs
            .pop_front()
    }
}

fn work(queue: &Queue, mut memory: Memory) {
    loop {
        let job = queue.next().or_else(|| {
            // The next hash writes over what the last one left. Where there is none, it is wiped: after the answer.
            memory.wipe();
            queue.wait()
        });
        let Some(job) = job else {
            return;
        };
        let task = Task::parse(job.task.expose());
        if let Some(tag) = task.and_then(|task| memory.tag(&task).ok()) {
            // Whoever asked may have gone.
            let _ = job.tag.send(tag);
        }
    }
}

/// Hashes for so long, as passwords are hashed.
fn hashes_a_second(memory: &mut Memory, span: Duration) -> f64 {
    let task = Task {
        params: Params::default(),
        salt: vec![0; 16],
        tag_length: 32,
        password: b"a password of the usual length",
    };
    let (start, mut hashes) = (Instant::now(), 0.0);
    while start.elapsed() < span {
        if memory.tag(&task).is_ok() {
            hashes += 1.0;
        }
    }
    hashes / start.elapsed().as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_crypto::{SecretString, password};

    const CHEAP: Params = Params {
        m_kib: 32,
        t: 1,
        p: 1,
    };

    fn task(salt: u8) -> Task<'static> {
        Task {
            params: CHEAP,
            salt: vec![salt; 16],
            tag_length: 32,
            password: b"password",
        }
    }

    #[test]
    fn each_task_gets_its_own_tag_whichever_thread_takes_it() {
        let (pool, rate) = Pool::start(3, 100, None).unwrap();
        assert_eq!(rate, None);
        let answers: Vec<_> = (0..50)
            .map(|salt| (salt, pool.ask(task(salt).to_bytes().unwrap()).unwrap()))
            .collect();
        for (salt, answer) in answers {
            let stored = password::hash(&"password".into(), &[salt; 16], CHEAP).unwrap();
            let tag = answer.recv().unwrap();
            assert_eq!(password::is_tag_of(tag.expose(), &stored), Ok(true));
        }
    }

    #[test]
    fn no_more_waits_than_there_is_room_for() {
        // Nobody works: what is taken waits.
        let (pool, _) = Pool::start(0, 2, None).unwrap();
        let ask = || pool.ask(task(1).to_bytes().unwrap());
        let _waiting = (ask().unwrap(), ask().unwrap());
        assert!(ask().is_none());
        assert_eq!(pool.places(), 2);
    }

    #[test]
    fn what_is_no_task_has_no_tag() {
        let (pool, _) = Pool::start(1, 2, None).unwrap();
        assert!(
            pool.ask(SecretBytes::from(vec![0]))
                .unwrap()
                .recv()
                .is_err()
        );
        // And the thread lives.
        assert!(
            pool.ask(task(1).to_bytes().unwrap())
                .unwrap()
                .recv()
                .is_ok()
        );
    }

    #[test]
    fn what_is_measured_is_a_hash_of_a_password() {
        let (_pool, rate) = Pool::start(1, 2, Some(Duration::from_millis(1))).unwrap();
        assert!(rate.is_some_and(|rate| rate > 0.0));
        let password = SecretString::from("x");
        let stored = password::hash(&password, &[0; 16], Params::default()).unwrap();
        let cost = password::task(&password, &stored).unwrap().unwrap();
        assert_eq!((cost.salt.len(), cost.tag_length), (16, 32));
    }
}
