//! The ONNX runtime: tract, a Rust library that reads the graph and runs it on this machine's processor.
use std::path::Path;

use phi_redaction::identifiers::{Detector, Failed};
use tract_onnx::prelude::{
    DatumType, Framework, InferenceFact, InferenceModel, InferenceModelExt, IntoTValue, TValue, Tensor, TractError,
    TractResult, TypedModel, TypedRunnableModel, tvec,
};

use crate::classifier::{Classifier, Model};
use crate::error::OnnxError;
use crate::settings::Settings;

/// File with the graph; weights beside it ("external data") are read from the same folder.
pub const MODEL: &str = "model.onnx";

/// What an input of the graph is fed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Feed {
    /// The numbers of the pieces.
    Ids,
    /// 1 where there is a piece, 0 where there is padding.
    Mask,
    /// The number of the sentence: always the first.
    Zeros,
}

/// A loaded graph for windows of one length.
pub struct Tract {
    plan: TypedRunnableModel<TypedModel>,
    feeds: Vec<Feed>,
    length: usize,
    labels: usize,
}

/// Reads a model's folder, loads the model, and asks it once.
///
/// # Errors
/// [`OnnxError`]: a service that was told to use the folder must not start then.
pub fn detector(folder: &Path) -> Result<Box<dyn Detector>, OnnxError> {
    let settings = Settings::read(folder)?;
    let model = Tract::load(&folder.join(MODEL), settings.windows.room() + 2, settings.labels.len())?;
    Ok(Box::new(Classifier::new(settings, model)?))
}

impl Tract {
    /// Loads a graph and fixes its inputs to one window of `length` pieces.
    ///
    /// # Errors
    /// [`OnnxError::Read`], [`OnnxError::Load`], and [`OnnxError::Answer`] for an input that nothing is known of.
    pub fn load(path: &Path, length: usize, labels: usize) -> Result<Self, OnnxError> {
        std::fs::File::open(path).map_err(|source| OnnxError::Read { file: MODEL, source })?;
        let load = |e: TractError| OnnxError::Load(format!("{e:#}"));
        let graph = tract_onnx::onnx().model_for_path(path).map_err(load)?;
        let feeds = feeds(&graph)?;
        let plan = plan(graph, length).map_err(load)?;
        Ok(Self { plan, feeds, length, labels })
    }

    fn run(&self, ids: &[i64], mask: &[i64]) -> TractResult<Vec<f32>> {
        let zeros = vec![0; self.length];
        let input = |feed: &Feed| -> TractResult<TValue> {
            let row = match feed {
                Feed::Ids => ids,
                Feed::Mask => mask,
                Feed::Zeros => &zeros,
            };
            Ok(Tensor::from_shape(&[1, self.length], row)?.into_tvalue())
        };
        let inputs = self.feeds.iter().map(input).collect::<TractResult<_>>()?;
        let outputs = self.plan.run(inputs)?;
        let wanted = [1, self.length, self.labels];
        match outputs.first().filter(|output| output.shape() == wanted) {
            Some(logits) => Ok(logits.cast_to::<f32>()?.to_array_view::<f32>()?.iter().copied().collect()),
            None => Ok(Vec::new()),
        }
    }
}

impl Model for Tract {
    fn logits(&self, ids: &[i64], mask: &[i64]) -> Result<Vec<f32>, Failed> {
        // what the runtime says may hold numbers of pieces, which are words: it goes nowhere
        self.run(ids, mask).map_err(|_| Failed)
    }
}

/// What each input is, by the names that every exporter of BERT's family uses.
fn feeds(graph: &InferenceModel) -> Result<Vec<Feed>, OnnxError> {
    let names = graph.inputs.iter().map(|outlet| graph.node(outlet.node).name.as_str());
    let feeds: Vec<Feed> = names
        .map(|name| match name {
            "input_ids" => Ok(Feed::Ids),
            "attention_mask" => Ok(Feed::Mask),
            "token_type_ids" => Ok(Feed::Zeros),
            other => Err(OnnxError::Answer(format!(
                "its input {other:?} is none of input_ids, attention_mask, token_type_ids"
            ))),
        })
        .collect::<Result<_, _>>()?;
    if feeds.contains(&Feed::Ids) {
        return Ok(feeds);
    }
    Err(OnnxError::Answer("it has no input input_ids".to_owned()))
}

fn plan(mut graph: InferenceModel, length: usize) -> TractResult<TypedRunnableModel<TypedModel>> {
    for input in 0..graph.inputs.len() {
        let fact = InferenceFact::dt_shape(DatumType::I64, tvec![1, length]);
        graph = graph.with_input_fact(input, fact)?;
    }
    graph.into_optimized()?.into_runnable()
}
