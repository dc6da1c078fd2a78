//! A dense table with stable small keys: what the packet path uses in place of hash maps.
//!
//! Keys are reused after removal; whoever removes an item also removes every key to it that it
//! handed out (see `bind`).

/// Index into a [`Slab`].
pub type Key = u32;

/// Items in slots.
#[derive(Debug)]
pub struct Slab<T> {
    slots: Vec<Option<T>>,
    free: Vec<Key>,
}

impl<T> Slab<T> {
    /// Empty.
    pub const fn new() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
        }
    }

    /// Stores an item in the lowest recently freed slot, else in a new one.
    pub fn insert(&mut self, item: T) -> Key {
        if let Some(key) = self.free.pop() {
            self.slots[key as usize] = Some(item);
            return key;
        }
        self.slots.push(Some(item));
        (self.slots.len() - 1) as Key
    }

    /// Takes an item out; its key may be given to another one from now on.
    pub fn remove(&mut self, key: Key) -> Option<T> {
        let item = self.slots.get_mut(key as usize)?.take()?;
        self.free.push(key);
        Some(item)
    }

    /// `None` for keys of removed items.
    pub fn get(&self, key: Key) -> Option<&T> {
        self.slots.get(key as usize)?.as_ref()
    }

    /// `None` for keys of removed items.
    pub fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        self.slots.get_mut(key as usize)?.as_mut()
    }

    /// Items now.
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// All items in the order of keys.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &T)> {
        self.slots
            .iter()
            .enumerate()
            .filter_map(|(key, slot)| Some((key as Key, slot.as_ref()?)))
    }

    /// All items in the order of keys.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Key, &mut T)> {
        self.slots
            .iter_mut()
            .enumerate()
            .filter_map(|(key, slot)| Some((key as Key, slot.as_mut()?)))
    }

    /// Keys that may hold an item: for loops that change the slab while they walk it.
    pub fn key_range(&self) -> std::ops::Range<Key> {
        0..self.slots.len() as Key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_valid_while_others_come_and_go() {
        let mut slab = Slab::new();
        let (a, b) = (slab.insert('a'), slab.insert('b'));
        assert_eq!(slab.remove(a), Some('a'));
        assert_eq!(slab.get(a), None);
        assert_eq!(slab.insert('c'), a);
        assert_eq!(slab.get(b), Some(&'b'));
        assert_eq!((slab.len(), slab.remove(99)), (2, None));
    }
}
