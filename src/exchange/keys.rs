//! Who wrote a chain: each replica has a key of its own, and signs where its chains end. The one
//! file that knows the library for it.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use super::ChainHead;
use crate::domain::digest::hex;
use crate::paths::write_whole;

/// The key of this replica.
pub struct ReplicaKey(SigningKey);

impl ReplicaKey {
    /// Reads it, or makes one where there is none; for the user alone.
    pub fn read_or_make(path: &Path) -> io::Result<Self> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut bytes = [0; 32];
                fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
                write_whole(path, &bytes)?;
                bytes.to_vec()
            }
            Err(error) => return Err(error),
        };
        let bytes: [u8; 32] = bytes
            .try_into()
            .map_err(|_| io::Error::other("it is no key: it has to have 32 bytes"))?;
        Ok(Self(SigningKey::from_bytes(&bytes)))
    }

    /// What others check its signatures by, in hex.
    pub fn public(&self) -> String {
        hex(self.0.verifying_key().as_bytes())
    }

    /// Signs where a chain of this replica ends.
    pub fn sign(&self, mut head: ChainHead) -> ChainHead {
        head.signature = hex(&self.0.sign(&said(&head)).to_bytes());
        head
    }
}

/// Whether a head was signed with this key.
pub fn is_signed_by(head: &ChainHead, key: &str) -> bool {
    let key = bytes::<32>(key).and_then(|key| VerifyingKey::from_bytes(&key).ok());
    let signature = bytes::<64>(&head.signature).map(|it| Signature::from_bytes(&it));
    let (Some(key), Some(signature)) = (key, signature) else {
        return false;
    };
    key.verify_strict(&said(head), &signature).is_ok()
}

/// What a signature is over.
fn said(head: &ChainHead) -> Vec<u8> {
    let ChainHead {
        incident,
        replica,
        seq,
        hash,
        ..
    } = head;
    format!("runsheet.chain/1\n{incident}\n{replica}\n{seq}\n{hash}\n").into_bytes()
}

fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    if hex.len() != 2 * N || !hex.is_ascii() {
        return None;
    }
    let mut bytes = [0; N];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(bytes)
}
