//! The engine with what an operator adds to it.
use std::path::Path;

use phi_redaction::engine::Engine;
use phi_service::StartError;

/// The engine, and behind its rules the ONNX model of `folder` where one is named.
///
/// # Errors
/// [`StartError`] when the model cannot be used, or this build cannot run one: without it the service would release
/// what the model was configured to catch.
pub fn engine(folder: Option<&Path>) -> Result<Engine, StartError> {
    folder.map_or_else(|| Ok(Engine::new()), with_onnx)
}

#[cfg(feature = "onnx")]
fn with_onnx(folder: &Path) -> Result<Engine, StartError> {
    use std::error::Error;

    let chain = |error: phi_onnx::OnnxError| {
        let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
        StartError::Other(format!("{error}{source}"))
    };
    Ok(Engine::new().with(phi_onnx::detector(folder).map_err(chain)?))
}

#[cfg(not(feature = "onnx"))]
fn with_onnx(_folder: &Path) -> Result<Engine, StartError> {
    let why = "redaction.onnx names a model, and this build runs none; build with `--features onnx`";
    Err(StartError::Other(why.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_cannot_be_used_stops_the_service() {
        assert!(engine(None).is_ok());
        assert!(engine(Some(Path::new("/nowhere"))).is_err());
    }
}
