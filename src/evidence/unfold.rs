//! Readers that lie between a file and its text: they count, unpack, and stop what unfolds
//! to too much.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder, errors::FrameDecoderError};
use sha2::{Digest, Sha256};

use super::read::{UnpackLimits, size};
use crate::domain::digest::hex;

/// Counts what is read through it, and hashes it if asked.
pub struct CountingReader<R> {
    inner: R,
    count: u64,
    shared: Option<Arc<AtomicU64>>,
    hash: Option<Sha256>,
}

impl<R: Read> CountingReader<R> {
    /// Counts, and hashes if asked.
    pub fn new(inner: R, hash: bool) -> Self {
        Self {
            inner,
            count: 0,
            shared: None,
            hash: hash.then(Sha256::new),
        }
    }

    /// Counts where others can see it.
    pub fn counting(inner: R, shared: &Arc<AtomicU64>) -> Self {
        Self {
            shared: Some(shared.clone()),
            ..Self::new(inner, false)
        }
    }

    /// The count and the hash in hex.
    pub fn finish(self) -> (u64, Option<String>) {
        let hash = self.hash.map(|hash| hex(&hash.finalize()));
        (self.count, hash)
    }
}

impl<R: Read> Read for CountingReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.count += count as u64;
        if let Some(shared) = &self.shared {
            shared.store(self.count, Ordering::Relaxed);
        }
        if let Some(hash) = &mut self.hash {
            hash.update(&into[..count]);
        }
        Ok(count)
    }
}

/// Shows its beginning before it is read. A failure while looking comes again in its place.
pub struct Peeked<R> {
    head: Vec<u8>,
    at: usize,
    failed: Option<io::Error>,
    rest: R,
}

impl<R: Read> Peeked<R> {
    /// Looks at the beginning.
    pub fn new(mut rest: R) -> Self {
        let mut head = Vec::new();
        let failed = (&mut rest).take(4 << 10).read_to_end(&mut head).err();
        Self {
            head,
            at: 0,
            failed,
            rest,
        }
    }

    /// The beginning.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Passes over some bytes of it.
    pub fn skip(&mut self, count: usize) {
        self.at = (self.at + count).min(self.head.len());
    }
}

impl<R: Read> Read for Peeked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at < self.head.len() {
            let count = into.len().min(self.head.len() - self.at);
            into[..count].copy_from_slice(&self.head[self.at..self.at + count]);
            self.at += count;
            return Ok(count);
        }
        match self.failed.take() {
            Some(error) => Err(error),
            None => self.rest.read(into),
        }
    }
}

/// Stops what unfolds to more than it may.
pub struct UnfoldLimit<R> {
    /// What unfolds.
    pub inner: R,
    /// What it may unfold to.
    pub limits: UnpackLimits,
    /// Its packed size as far as it was read.
    pub packed: Arc<AtomicU64>,
    /// What it unfolded to.
    pub own: u64,
    /// What everything in the same file unfolded to.
    pub all: Arc<AtomicU64>,
}

impl<R: Read> Read for UnfoldLimit<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.own += count as u64;
        let all = self.all.fetch_add(count as u64, Ordering::Relaxed) + count as u64;
        let packed = self.packed.load(Ordering::Relaxed).max(1);
        let limits = &self.limits;
        let told = "; what came before was looked through";
        if self.own > limits.harmless && self.own / packed > limits.ratio {
            let ratio = limits.ratio;
            let what =
                format!("unfolds to more than {ratio} times its size, as a zip bomb does{told}");
            return Err(io::Error::new(io::ErrorKind::QuotaExceeded, what));
        }
        if all > limits.bytes {
            let what = format!("unfolds to more than {}{told}", size(limits.bytes));
            return Err(io::Error::new(io::ErrorKind::QuotaExceeded, what));
        }
        Ok(count)
    }
}

/// Unpacks zstd: one frame after another.
pub struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    is_in_frame: bool,
    is_first: bool,
}

impl<R: Read> Frames<R> {
    /// Unpacks what a reader gives.
    pub fn new(source: R) -> Self {
        Self {
            source,
            decoder: FrameDecoder::new(),
            is_in_frame: false,
            is_first: true,
        }
    }

    /// Begins the next frame. `false` at the end.
    fn next_frame(&mut self) -> io::Result<bool> {
        let mut mark = [0; 4];
        let mut have = 0;
        while have < 4 {
            match self.source.read(&mut mark[have..])? {
                0 if have == 0 && !self.is_first => return Ok(false),
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => have += count,
            }
        }
        self.is_first = false;
        match self.decoder.reset((&mark[..]).chain(&mut self.source)) {
            Ok(()) => self.is_in_frame = true,
            Err(FrameDecoderError::ReadFrameHeaderError(
                ruzstd::decoding::errors::ReadFrameHeaderError::SkipFrame { length, .. },
            )) => {
                let mut skipped = (&mut self.source).take(u64::from(length));
                io::copy(&mut skipped, &mut io::sink())?;
            }
            Err(error) => return Err(damaged(&error)),
        }
        Ok(true)
    }
}

/// The decoder wraps the reader's own errors; those are the ones to tell.
fn damaged(error: &(dyn std::error::Error + 'static)) -> io::Error {
    let mut inner = Some(error);
    while let Some(next) = inner {
        if let Some(io) = next.downcast_ref::<io::Error>() {
            return match io.kind() {
                io::ErrorKind::Other => io::Error::other(io.to_string()),
                kind => io::Error::new(kind, io.to_string()),
            };
        }
        inner = next.source();
    }
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.is_in_frame {
                while self.decoder.can_collect() < into.len() && !self.decoder.is_finished() {
                    let missing = into.len() - self.decoder.can_collect();
                    let strategy = BlockDecodingStrategy::UptoBytes(missing);
                    let decoded = self.decoder.decode_blocks(&mut self.source, strategy);
                    if let Err(error) = decoded {
                        // What came before the failure is given first, if there is any.
                        match self.decoder.read(into)? {
                            0 => return Err(damaged(&error)),
                            count => return Ok(count),
                        }
                    }
                }
                let count = self.decoder.read(into)?;
                if count > 0 || into.is_empty() {
                    return Ok(count);
                }
                self.is_in_frame = false;
            }
            if !self.next_frame()? {
                return Ok(0);
            }
        }
    }
}
