//! The template dependency structure (A.8.3, A.8.5): which layers a stream has, and which decode
//! targets need a frame made after each template.

use super::bits::BitReader;

/// Templates of one structure at most: their ids have 6 bits.
pub const MAX_TEMPLATES: usize = 64;
/// Decode targets at most: their count has 5 bits.
pub const MAX_TARGETS: usize = 32;
/// Ids of templates wrap here.
const TEMPLATE_IDS: u8 = 64;
/// `next_layer_idc`: the next template is of the next temporal layer, of the next spatial one, or
/// there is none.
const NEXT_TEMPORAL: u32 = 1;
const NEXT_SPATIAL: u32 = 2;
const NO_MORE_LAYERS: u32 = 3;

/// Decode target indication, A.8.3: what a frame is to one decode target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indication {
    /// Not needed.
    NotPresent,
    /// Needed by nobody else.
    Discardable,
    /// The target may be entered here, by whoever can decode this frame.
    Switch,
    /// Needed.
    Required,
}

/// The indications of one frame for all decode targets, two bits each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Indications(u64);

impl Indications {
    /// For one decode target.
    pub const fn of(self, target: usize) -> Indication {
        match self.0 >> (2 * target) & 3 {
            0 => Indication::NotPresent,
            1 => Indication::Discardable,
            2 => Indication::Switch,
            _ => Indication::Required,
        }
    }

    /// Two bits for each of `targets`.
    pub(super) fn read(reader: &mut BitReader<'_>, targets: u8) -> Option<Self> {
        let mut bits = 0;
        for target in 0..targets {
            bits |= u64::from(reader.take(2)?) << (2 * target);
        }
        Some(Self(bits))
    }
}

/// Spatial and temporal layer, 0 = lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Layer {
    /// Picture size.
    pub spatial: u8,
    /// Frame rate.
    pub temporal: u8,
}

/// What a frame is unless its descriptor says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// Its layer.
    pub layer: Layer,
    /// Who needs it.
    pub indications: Indications,
}

/// See the module. References and chains are read over: forwarding goes by the indications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Structure {
    id_offset: u8,
    templates: [Template; MAX_TEMPLATES],
    template_count: u8,
    target_count: u8,
    /// The highest layer that each decode target contains.
    targets: [Layer; MAX_TARGETS],
}

impl Structure {
    /// The template that a descriptor names; `None` when it belongs to another structure.
    pub fn template(&self, id: u8) -> Option<&Template> {
        let index = (id + TEMPLATE_IDS - self.id_offset) % TEMPLATE_IDS;
        self.templates[..usize::from(self.template_count)].get(usize::from(index))
    }

    /// Number of decode targets.
    pub const fn target_count(&self) -> u8 {
        self.target_count
    }

    /// The highest layer of each decode target.
    pub fn targets(&self) -> &[Layer] {
        &self.targets[..usize::from(self.target_count)]
    }

    /// Number of spatial layers.
    pub fn spatial_layers(&self) -> u8 {
        let highest = self.targets().iter().map(|layer| layer.spatial).max();
        highest.unwrap_or(0) + 1
    }

    /// `template_dependency_structure()`; `None`: cut short or beyond the limits.
    pub(super) fn read(reader: &mut BitReader<'_>) -> Option<Self> {
        let mut made = Self {
            id_offset: reader.take(6)? as u8,
            templates: [Template::default(); MAX_TEMPLATES],
            template_count: 0,
            target_count: reader.take(5)? as u8 + 1,
            targets: [Layer::default(); MAX_TARGETS],
        };
        let max_spatial = made.read_layers(reader)?;
        for template in &mut made.templates[..usize::from(made.template_count)] {
            template.indications = Indications::read(reader, made.target_count)?;
        }
        made.skip_differences(reader)?;
        made.skip_chains(reader)?;
        made.derive_targets();
        if reader.flag()? {
            for _ in 0..=max_spatial {
                reader.take(32)?;
            }
        }
        Some(made)
    }

    /// `template_layers()`; returns the highest spatial layer.
    fn read_layers(&mut self, reader: &mut BitReader<'_>) -> Option<u8> {
        let mut layer = Layer::default();
        loop {
            self.templates
                .get_mut(usize::from(self.template_count))?
                .layer = layer;
            self.template_count += 1;
            match reader.take(2)? {
                NEXT_TEMPORAL => layer.temporal += 1,
                NEXT_SPATIAL => {
                    layer = Layer {
                        spatial: layer.spatial + 1,
                        temporal: 0,
                    };
                }
                NO_MORE_LAYERS => return Some(layer.spatial),
                _ => {}
            }
        }
    }

    /// `template_fdiffs()`.
    fn skip_differences(&self, reader: &mut BitReader<'_>) -> Option<()> {
        for _ in 0..self.template_count {
            while reader.flag()? {
                reader.take(4)?;
            }
        }
        Some(())
    }

    /// `template_chains()`.
    fn skip_chains(&self, reader: &mut BitReader<'_>) -> Option<()> {
        let chains = reader.below(u32::from(self.target_count) + 1)?;
        if chains == 0 {
            return Some(());
        }
        for _ in 0..self.target_count {
            reader.below(chains)?;
        }
        for _ in 0..u32::from(self.template_count) * chains {
            reader.take(4)?;
        }
        Some(())
    }

    /// `decode_target_layers()`.
    fn derive_targets(&mut self) {
        let templates = &self.templates[..usize::from(self.template_count)];
        for (target, layer) in self.targets.iter_mut().enumerate() {
            let contained = templates
                .iter()
                .filter(|t| t.indications.of(target) != Indication::NotPresent);
            let (spatial, temporal) = contained.fold((0, 0), |(spatial, temporal), t| {
                (t.layer.spatial.max(spatial), t.layer.temporal.max(temporal))
            });
            *layer = Layer { spatial, temporal };
        }
    }
}
